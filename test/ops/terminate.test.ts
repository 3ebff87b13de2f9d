import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

interface Shown {
  readonly status: string;
  readonly phase: string;
  readonly operation: unknown;
  readonly execution: { readonly status: string; readonly error: string };
  readonly schedules: ReadonlyArray<{ readonly expression: string | null }>;
  readonly pendingSignals: readonly unknown[];
}

describe('legwork terminate', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    for (const id of ['B-1', 'B-2', 'B-3'])
      await operated.tell('BookingConfirmed', `evt-${id}`, { booking: booking(id) });
  });
  afterAll(() => operated?.close());

  const show = (type: string, id: string) => operated.legworkJson<Shown>('show', type, id);
  const payments = () => operated.providers.payments().length;

  it('does nothing without a reason, or without a yes', async () => {
    expect(await operated.legwork(['terminate', 'booking', 'B-1', '--yes'])).toMatchObject({ exitCode: 2 });
    expect(await operated.legwork(['terminate', 'booking', 'B-1', '--reason', 'a test'])).toMatchObject({
      exitCode: 5,
    });
    expect(await show('booking', 'B-1')).toMatchObject({ status: 'open' });
  });

  it('closes the workflow, stops its execution, removes its schedules and records why', async () => {
    const { exitCode, out, error } = await operated.legwork([
      'terminate',
      'booking',
      'B-1',
      '--reason',
      'entered twice',
      '--yes',
    ]);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^booking B-1: run 1 terminated, [1-9]\d* schedules removed\n$/);
    expect(error).toContain('Still open, begun by it: deposit B-1');
    const shown = await show('booking', 'B-1');
    expect(shown).toMatchObject({
      status: 'closed',
      phase: 'terminated',
      operation: { what: 'terminate', reason: 'entered twice' },
      execution: { status: 'ABORTED', error: 'Terminated' },
    });
    expect(shown.schedules.filter(({ expression }) => expression !== null)).toEqual([]);
  });

  it('goes on where it was interrupted', async () => {
    const { runtime } = operated;
    const { schedules } = await show('booking', 'B-2');
    expect(schedules.length).toBeGreaterThan(0);
    // As a command leaves it that dies after its first write.
    await runtime.kernel.call({
      service: 'dynamodb',
      operation: 'UpdateItem',
      input: {
        TableName: operated.outputs.workflowsTableName,
        Key: { pk: { S: 'booking#B-2' }, sk: { S: 'instance' } },
        UpdateExpression: 'SET #status = :closed, #operation = :operation',
        ExpressionAttributeNames: { '#status': 'status', '#operation': 'operation' },
        ExpressionAttributeValues: {
          ':closed': { S: 'closed' },
          ':operation': { M: { what: { S: 'terminate' }, reason: { S: 'a test' }, at: { S: '2026-03-01T09:00:00Z' } } },
        },
      },
      caller: { kind: 'administrator' },
    });

    const { exitCode } = await operated.legwork(['terminate', 'booking', 'B-2', '--reason', 'a test', '--yes']);

    expect(exitCode).toBe(0);
    expect(await show('booking', 'B-2')).toMatchObject({ execution: { status: 'ABORTED' } });
  });

  it('ends children too where it is asked to, so that nothing is charged any more', async () => {
    await operated.legwork(['terminate', 'booking', 'B-3', '--reason', 'a test', '--children', '--yes']);
    await operated.legwork(['terminate', 'deposit', 'B-1', '--reason', 'a test', '--yes']);
    await operated.legwork(['terminate', 'deposit', 'B-2', '--reason', 'a test', '--yes']);
    await operated.runtime.runUntil(Date.parse('2026-03-20T00:00:00Z'));

    expect(await operated.legworkJson('list')).toMatchObject({ workflows: [] });
    expect(payments()).toBe(0);
  });

  it('has what comes afterwards reported as undeliverable', async () => {
    const emitted: string[] = [];
    const stop = operated.runtime.kernel.observer.subscribe((event) => emitted.push(JSON.stringify(event)));
    await operated.tell('BookingCancelled', 'evt-late', { bookingId: 'B-1', reason: 'a test' }, 2);
    if (typeof stop === 'function') stop();

    expect(emitted.filter((event) => event.includes('UndeliverableSignal'))).not.toEqual([]);
    expect(await show('booking', 'B-1')).toMatchObject({ phase: 'terminated', pendingSignals: [] });
  });

  it('finds nothing to terminate in what is over or was never there', async () => {
    expect(await operated.legwork(['terminate', 'booking', 'B-404', '--reason', 'a test', '--yes'])).toMatchObject({
      exitCode: 4,
    });
  });
});
