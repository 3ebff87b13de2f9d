import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

interface Report {
  readonly counts: Readonly<Record<string, number>>;
  readonly workflows: ReadonlyArray<{ readonly id: string; readonly outcome: string; readonly because: string | null }>;
}

describe('legwork redrive', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    for (const id of ['B-1', 'B-2', 'B-3'])
      await operated.tell('BookingConfirmed', `evt-${id}`, { booking: booking(id) });
    for (const id of ['B-1', 'B-2'])
      await states('StopExecution', { executionArn: arnOf(id), error: 'Broken', cause: 'a test' });
  });
  afterAll(() => operated?.close());

  const arnOf = (id: string) =>
    `arn:aws:states:eu-west-1:111122223333:execution:legwork-development-booking:booking-${id}-r1`;
  const states = (operation: string, input: object) =>
    operated.runtime.kernel.call({ service: 'states', operation, input, caller: { kind: 'administrator' } });
  const redrive = (...options: readonly string[]) => operated.legwork(['redrive', '--reason', 'a test', ...options]);
  const redriveJson = async (...options: readonly string[]): Promise<Report> =>
    JSON.parse((await redrive(...options, '--yes', '--json')).out);

  it('looks at nothing unless it is said at what, and does nothing without a yes or when run dry', async () => {
    expect(await redrive('--yes')).toMatchObject({ exitCode: 2, error: expect.stringContaining('--stale') });
    expect(await redrive('--type', 'booking')).toMatchObject({ exitCode: 5 });
    const dry = await redrive('--type', 'booking', '--dry-run');
    expect(dry.out).toMatch(/booking +B-1 +1 +ABORTED +Broken +possible/);
    expect(dry.out).toContain('2 of 3 workflows would be redriven (dry run)');
    expect(await states('DescribeExecution', { executionArn: arnOf('B-1') })).toMatchObject({ status: 'ABORTED' });
  });

  it('lets a failed execution go on, with the reason on its instance', async () => {
    expect((await redriveJson('--type', 'booking', '--id', 'B-1')).counts).toMatchObject({ redriven: 1, notFailed: 0 });
    await operated.runtime.kernel.work.whenIdle();

    expect(await operated.legworkJson('show', 'booking', 'B-1')).toMatchObject({
      run: 1,
      operation: { what: 'redrive', reason: 'a test' },
      execution: { status: 'RUNNING', redriveCount: 1 },
    });
    await operated.tell('BookingCancelled', 'evt-cancel', { bookingId: 'B-1', reason: 'a test' }, 2);
    expect(await operated.legworkJson('show', 'booking', 'B-1')).toMatchObject({ status: 'closed' });
  });

  it('leaves alone what runs, and has nothing left to do when it is called again', async () => {
    expect((await redriveJson('--type', 'booking', '--id', 'B-3')).counts).toMatchObject({ redriven: 0, notFailed: 1 });
  });

  it('says why it is impossible after 14 days, and what to do instead', async () => {
    await operated.runtime.runUntil(Date.parse('2026-03-16T00:00:00Z'));
    const { exitCode, out, error } = await redrive('--type', 'booking', '--id', 'B-2', '--yes');

    expect(exitCode).toBe(1);
    expect(out).toMatch(/B-2 +1 +ABORTED +Broken +Execution exceeds the redrivable period/);
    expect(error).toContain('legwork restart --force --type booking --id B-2');
  });

  it('takes up a run that failed after its workflow had closed, which no restart could', async () => {
    const { runtime } = operated;
    const times = { start: '2026-04-10T10:00:00Z', end: '2026-04-12T10:00:00Z' };
    await operated.tell('BookingConfirmed', 'evt-B-9', { booking: booking('B-9', times) });
    const emitted: string[] = [];
    const fault = { code: 'InternalFailure', message: 'a test', statusCode: 503 };
    // From the cancellation on, the bus takes nothing: the run closes its workflow and cannot tell anybody.
    const stop = runtime.kernel.observer.subscribe((event) => {
      if (event.kind !== 'event-published') return;
      emitted.push(event.detailType);
      if (event.detailType === 'BookingCancelled') runtime.setFault('events', 'PutEvents', fault);
    });
    await operated.tell('BookingCancelled', 'evt-cancel-9', { bookingId: 'B-9', reason: 'a test' }, 2);
    await runtime.runUntil(runtime.kernel.clock.nowMs() + 600_000);
    await states('StopExecution', { executionArn: arnOf('B-9') });
    expect(await operated.legworkJson('show', 'booking', 'B-9')).toMatchObject({ status: 'closed' });
    runtime.setFault('events', 'PutEvents', null);
    expect(emitted).not.toContain('BookingClosed');

    expect((await redriveJson('--type', 'booking', '--id', 'B-9')).counts).toMatchObject({ redriven: 1 });
    await runtime.runUntil(runtime.kernel.clock.nowMs() + 600_000);
    expect(emitted.filter((type) => type === 'BookingClosed')).toHaveLength(1);
    stop();
  });
});
