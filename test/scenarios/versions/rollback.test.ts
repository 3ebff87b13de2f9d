// A definition that fails at once, deployed with a canary: its alarm has to take it back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeVersion } from './support/versioned-assembly.ts';
import {
  booking,
  machineArn,
  startMs,
  startVersionedLegwork,
  type VersionedLegwork,
} from './support/versioned-legwork.ts';

const minuteMs = 60_000;
const settings = { deployment: { type: 'CANARY', percentage: 30, intervalMinutes: 30 } };
const renameAwait = (text: string): string => text.replaceAll('"Await"', '"AwaitNews"');
/** Before anything else it evaluates what cannot be evaluated. */
const failAtOnce = (text: string): string => {
  const { StartAt, States, ...rest } = JSON.parse(text);
  const Broken = { Type: 'Pass', Output: "{% $error('not thought through') %}", Next: StartAt };
  return JSON.stringify({ ...rest, StartAt: 'Broken', States: { Broken, ...States } });
};

describe('a gradual deployment', () => {
  let legwork: VersionedLegwork;
  let bookings = 0;

  beforeAll(async () => {
    legwork = await startVersionedLegwork(await synthesizeVersion({ settings }));
    await legwork.until(startMs + minuteMs);
  }, 240_000);
  afterAll(() => legwork?.close());

  /** Confirms so many new bookings, a minute apart; answers the names of their executions. */
  const confirm = async (count: number): Promise<readonly string[]> => {
    const names: string[] = [];
    for (let index = 0; index < count; index += 1) {
      bookings += 1;
      await legwork.tell('BookingConfirmed', { booking: booking(`B-${bookings}`, startMs, { legs: [] }) });
      names.push(`booking-B-${bookings}-r1`);
      await legwork.until(legwork.nowMs() + minuteMs);
    }
    return names;
  };
  const describeAll = (names: readonly string[]) => Promise.all(names.map((name) => legwork.describe(name)));

  it('sends a share of the starts to the new version, takes it back when that fails, and says why', async () => {
    const before = await confirm(2);
    const outcome = legwork.deploy(await synthesizeVersion({ settings, definitions: { booking: failAtOnce } })).then(
      () => 'deployed',
      (error: Error) => error.message,
    );
    await legwork.until(legwork.nowMs() + minuteMs);
    expect(await legwork.shares('booking')).toEqual({ 1: 70, 2: 30 });

    const during = await confirm(15);
    expect(await outcome).toMatch(
      /^legwork-development\/BookingWorkflowLive\w* .*: Aborting deployment\. .*'ALARM' state: \[legwork-development-workflow-failed-booking\]\. \(legwork-development is what it was before\)$/,
    );
    expect(await legwork.shares('booking')).toEqual({ 1: 100 });
    const executions = await describeAll([...before, ...during]);
    const failed = executions.filter(({ version }) => version === 2);
    expect(failed.length).toBeGreaterThan(0);
    // Within a few minutes of the first failure: no more than the starts of that time.
    expect(failed.length).toBeLessThan(8);
    expect(failed.every(({ status }) => status === 'FAILED')).toBe(true);
    expect(executions.filter(({ version }) => version === 1).every(({ status }) => status === 'RUNNING')).toBe(true);
  }, 240_000);

  it('starts everything on the version before it again, whose definition is the current one', async () => {
    const after = await confirm(10);
    expect(await describeAll(after)).toEqual(after.map(() => ({ status: 'RUNNING', version: 1 })));
    const { definition } = await legwork.call<{ definition: string }>('states', 'DescribeStateMachine', {
      stateMachineArn: machineArn('booking'),
    });
    expect(definition).not.toContain('Broken');
  }, 240_000);

  it('ends with all starts on the new version, where no alarm comes', async () => {
    const deployed = legwork.deploy(await synthesizeVersion({ settings, definitions: { booking: renameAwait } }));
    await legwork.until(legwork.nowMs() + 29 * minuteMs);
    expect(await legwork.shares('booking')).toEqual({ 1: 70, 3: 30 });
    await legwork.until(legwork.nowMs() + 2 * minuteMs);
    await deployed;
    expect(await legwork.shares('booking')).toEqual({ 3: 100 });
    const [name] = await confirm(1);
    expect(await legwork.describe(name!)).toEqual({ status: 'RUNNING', version: 3 });
    expect(await legwork.describe('booking-B-1-r1')).toEqual({ status: 'RUNNING', version: 1 });
  }, 240_000);

  it('lets what began on a version that was taken back go on with it, functions included', async () => {
    const changes = {
      settings,
      definitions: { booking: renameAwait },
      // Every workflow calls it at its end: each gets a new version.
      codes: { 'close-workflow': '' },
    };
    const outcome = legwork.deploy(await synthesizeVersion(changes)).catch((error: Error) => error.message);
    await legwork.until(legwork.nowMs() + minuteMs);
    const during = await confirm(8);
    // Another workflow fails: all of a stack goes back together.
    await legwork.call('states', 'StartExecution', { stateMachineArn: `${machineArn('deposit')}:live`, input: '{}' });
    await legwork.until(legwork.nowMs() + 10 * minuteMs);
    expect(await outcome).toContain("'ALARM' state: [legwork-development-workflow-failed-deposit]");
    expect(await legwork.shares('booking')).toEqual({ 3: 100 });

    const began = (await describeAll(during)).findIndex(({ version }) => version === 4);
    const name = during[began]!;
    const bookingId = name.slice('booking-'.length, -'-r1'.length);
    expect((await legwork.prune()).exitCode).toBe(0);
    await legwork.tell('BookingCancelled', { bookingId, reason: 'a test' });
    expect(await legwork.describe(name)).toEqual({ status: 'SUCCEEDED', version: 4 });
    const { functions } = await legwork.trace(name);
    expect(functions).toContain('close-workflow:2');
    expect(functions).not.toContain('close-workflow:1');
  }, 240_000);

  it('begins with nothing while an alarm is there already', async () => {
    await legwork.call('cloudwatch', 'SetAlarmState', {
      AlarmName: 'legwork-development-workflow-failed-booking',
      StateValue: 'ALARM',
      StateReason: 'something else is wrong',
    });
    await expect(
      legwork.deploy(await synthesizeVersion({ settings, definitions: { booking: failAtOnce } })),
    ).rejects.toThrow("'ALARM' state: [legwork-development-workflow-failed-booking]");
    expect(await legwork.shares('booking')).toEqual({ 3: 100 });
  }, 240_000);
});
