// Versions are published over running executions, as deployments do; the pruning must leave every one of them its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';
import { publishVersion } from './support/publish-version.ts';

const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-development-booking';

describe('legwork prune-versions', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1') });
    await publish('second');
    await operated.tell('BookingConfirmed', 'evt-2', { booking: booking('B-2') });
    await publish('third');
    await operated.tell('BookingConfirmed', 'evt-3', { booking: booking('B-3') });
  });
  afterAll(() => operated?.close());

  const states = async <Answer>(operation: string, input: unknown): Promise<Answer> =>
    (await operated.runtime.kernel.call({
      service: 'states',
      operation,
      input,
      caller: { kind: 'administrator' },
    })) as Answer;

  const publish = (definitionVersion: string) => publishVersion(operated, 'booking', definitionVersion);
  const versions = async (): Promise<readonly string[]> => {
    const { stateMachineVersions } = await states<{ stateMachineVersions: Array<{ stateMachineVersionArn: string }> }>(
      'ListStateMachineVersions',
      { stateMachineArn: machineArn },
    );
    return stateMachineVersions.map(({ stateMachineVersionArn }) => stateMachineVersionArn.split(':').at(-1)!).sort();
  };
  const prune = (...options: readonly string[]) => operated.legwork(['prune-versions', '--keep', '1', ...options]);

  it('marks as old in the list what is not on the newest version', async () => {
    const { out } = await operated.legwork(['list', '--type', 'booking']);

    expect(out).toMatch(/B-2 .* second \(old\) /);
    expect(out).toMatch(/B-3 .* third {2}/);
  });

  it('deletes nothing that an open execution needs', async () => {
    const { exitCode, out } = await prune('--yes');

    expect(exitCode).toBe(0);
    expect(out).toMatch(/legwork-development-booking:1 +1 open/);
    expect(out).toContain('0 deleted');
    expect(await versions()).toEqual(['1', '2', '3']);
  });

  it('only says what it would delete, when run dry, and asks before it deletes', async () => {
    await operated.tell('BookingCancelled', 'evt-4', { bookingId: 'B-2', reason: 'a test' }, 2);

    const dry = await prune('--dry-run');
    expect(dry.out).toMatch(/legwork-development-booking:2 +it goes/);
    expect(await prune()).toMatchObject({ exitCode: 5 });
    expect(await versions()).toEqual(['1', '2', '3']);
  });

  it('deletes the version that nothing is on any more, and every run that is open goes on', async () => {
    expect(await prune('--yes')).toMatchObject({ exitCode: 0, out: expect.stringContaining('1 deleted') });
    expect(await versions()).toEqual(['1', '3']);

    for (const id of ['B-1', 'B-3'])
      await operated.tell('BookingCancelled', `evt-cancel-${id}`, { bookingId: id, reason: 'a test' }, 2);
    for (const id of ['B-1', 'B-3'])
      expect(await operated.legworkJson('show', 'booking', id)).toMatchObject({
        status: 'closed',
        execution: { status: 'SUCCEEDED' },
      });
  });
});
