// The proof by a client that nobody here wrote: the AWS CLI, pointed at the port as it would be at AWS.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { type LegworkSandbox, startLegwork } from '../../sandbox/legwork.ts';

const run = promisify(execFile);
const startMs = Date.parse('2026-03-01T09:00:00Z');

const hasCli = (() => {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

// Skipped only where no AWS CLI is installed; .ci/run installs it, so that CI never skips.
describe.skipIf(!hasCli)('the AWS CLI', () => {
  let legwork: LegworkSandbox;
  let home = '';

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'legwork-cli-'));
    legwork = await startLegwork({
      assemblyDirectory: await ensureAssembly(() => {}),
      clock: { kind: 'skip', startMs },
      seed: 1,
      port: 0,
    });
  });
  afterAll(async () => {
    await legwork?.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function aws(...args: string[]): Promise<Record<string, never>> {
    const { stdout } = await run('aws', [...args, '--output', 'json', '--endpoint-url', legwork.runtime.endpoint], {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_REGION: legwork.runtime.kernel.region,
        AWS_DEFAULT_REGION: legwork.runtime.kernel.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    });
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }

  it('lists the state machines, puts an event, and reads the history of the execution that it started', async () => {
    const { stateMachines } = (await aws('stepfunctions', 'list-state-machines')) as unknown as {
      stateMachines: Array<{ name: string; stateMachineArn: string }>;
    };
    const names = stateMachines.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([expect.stringMatching(/-booking$/), expect.stringMatching(/-deposit$/)]),
    );

    const booking = {
      id: 'B-1',
      customerId: 'C-1',
      zone: 'Europe/Berlin',
      start: '2026-03-10T10:00:00Z',
      end: '2026-03-12T10:00:00Z',
      vehicleId: 'V-1',
      deposit: { amountCents: 20_000, currency: 'EUR' },
      paymentMethodId: 'pm_1',
      legs: [],
    };
    const entry = {
      EventBusName: legwork.outputs.eventBusName,
      Source: 'booking-service',
      DetailType: 'BookingConfirmed',
      Detail: JSON.stringify({ eventId: 'evt-1', occurredAt: '2026-03-01T09:00:00Z', version: 1, booking }),
    };
    expect(await aws('events', 'put-events', '--entries', JSON.stringify([entry]))).toMatchObject({
      FailedEntryCount: 0,
    });
    await legwork.runtime.kernel.work.whenIdle();

    const machine = stateMachines.find(({ name }) => name.endsWith('-booking'));
    const executionArn = `${machine?.stateMachineArn.replace(':stateMachine:', ':execution:')}:booking-B-1-r1`;
    const described = await aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn);
    expect(described).toMatchObject({ status: 'RUNNING', input: '{"type":"booking","id":"B-1","run":1}' });

    const history = (await aws(
      'stepfunctions',
      'get-execution-history',
      '--execution-arn',
      executionArn,
    )) as unknown as {
      events: Array<{ type: string; stateEnteredEventDetails?: { name: string } }>;
    };
    const entered = history.events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    expect(history.events[0]?.type).toBe('ExecutionStarted');
    expect(entered.slice(0, 4)).toEqual(['Load', 'Begin', 'Await', 'Apply']);
    expect(entered.at(-1)).toBe('Await');

    const schedules = (await aws('scheduler', 'list-schedules')) as unknown as { Schedules: Array<{ Name: string }> };
    expect(schedules.Schedules.some(({ Name }) => Name.includes('pickup-24h'))).toBe(true);
  });
});
