import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

describe('legwork cancel', () => {
  let operated: OperatedLegwork;
  let emitted: Array<{ readonly detailType?: string; readonly detail?: Record<string, unknown> }> = [];

  beforeAll(async () => {
    operated = await operateLegwork();
    operated.runtime.kernel.observer.subscribe((event) => {
      emitted.push(event as never);
    });
    const leg = {
      id: 'L-1',
      kind: 'delivery',
      windowStart: '2026-03-10T08:00:00Z',
      windowEnd: '2026-03-10T09:00:00Z',
      location: { lat: 52.5, lng: 13.4 },
    };
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1', { legs: [leg] }) });
    emitted = [];
  });
  afterAll(() => operated?.close());

  const cancel = (...commandLine: readonly string[]) => operated.legwork(['cancel', ...commandLine]);
  const statusOf = async (type: string, id: string) =>
    (await operated.legworkJson<{ status: string }>('show', type, id)).status;

  it('asks before it sends anything', async () => {
    expect(await cancel('booking', 'B-1', '--reason', 'a test')).toMatchObject({ exitCode: 5 });
    expect(await statusOf('booking', 'B-1')).toBe('open');
  });

  it('cancels a leg alone', async () => {
    expect(await cancel('trip-leg', 'L-1', '--reason', 'no driver', '--yes')).toMatchObject({ exitCode: 0 });
    await operated.runtime.kernel.work.whenIdle();

    expect(await statusOf('trip-leg', 'L-1')).toBe('closed');
    expect(await statusOf('booking', 'B-1')).toBe('open');
  });

  it('cancels a booking by its own rules, with an event that says whose it is', async () => {
    const { exitCode, out } = await cancel('booking', 'B-1', '--reason', 'entered twice', '--yes');
    await operated.runtime.kernel.work.whenIdle();

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^booking B-1: BookingCancelled \(operator-cancel\.booking\.B-1\.\d+\) is on the bus/);
    expect(await statusOf('booking', 'B-1')).toBe('closed');
    expect(JSON.stringify(emitted)).toContain('BookingClosed');
  });

  it('refuses what is over, what follows a booking, and periods of what has none', async () => {
    expect(await cancel('booking', 'B-1', '--reason', 'a test', '--yes')).toMatchObject({ exitCode: 4 });

    await operated.tell('BookingConfirmed', 'evt-2', { booking: booking('B-2') });
    expect(await cancel('deposit', 'B-2', '--reason', 'a test', '--yes')).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('cancel booking B-2'),
    });
    expect(await cancel('booking', 'B-2', '--reason', 'a test', '--at-period-end', '--yes')).toMatchObject({
      exitCode: 2,
    });
  });
});
