import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork, startMs } from './support/operated-legwork.ts';

describe('legwork signal', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1') });
  });
  afterAll(() => operated?.close());

  const file = (detail: unknown) => ({
    readFile: () => (typeof detail === 'string' ? detail : JSON.stringify(detail)),
  });
  const cancellation = {
    eventId: 'evt-9',
    occurredAt: new Date(startMs).toISOString(),
    version: 2,
    bookingId: 'B-1',
    reason: 'a test',
  };
  const phase = async () =>
    operated.legworkJson<{ run: number; phase: string; status: string }>('show', 'booking', 'B-1');

  it('lets a run hand over to a new one', async () => {
    const { exitCode, out } = await operated.legwork(['signal', 'restart', 'booking', 'B-1']);
    await operated.runtime.kernel.work.whenIdle();

    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'booking B-1: run 1 was told to hand over to a new run.\n' });
    expect(await phase()).toMatchObject({ run: 2, status: 'open' });
  });

  it('asks nobody to restart who is not there', async () => {
    expect(await operated.legwork(['signal', 'restart', 'booking', 'B-404'])).toMatchObject({ exitCode: 4 });
  });

  it('says whom an event would go to, and sends nothing, when run dry', async () => {
    const { exitCode, out } = await operated.legwork(
      ['signal', 'event', 'BookingCancelled', '--file', 'cancellation.json', '--dry-run'],
      file(cancellation),
    );
    await operated.runtime.kernel.work.whenIdle();

    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: 'BookingCancelled would go to booking B-1. Nothing was sent.\n',
    });
    expect(await phase()).toMatchObject({ status: 'open' });
  });

  it.each([
    ['what Legwork would call poison', { ...cancellation, version: 0 }, /poison: BookingCancelled: version/],
    ['what is not JSON', '{', /is not JSON/],
  ])('refuses %s before it is sent', async (_what, detail, message) => {
    const { exitCode, error } = await operated.legwork(
      ['signal', 'event', 'BookingCancelled', '--file', 'cancellation.json', '--yes'],
      file(detail),
    );

    expect(exitCode).toBe(2);
    expect(error).toMatch(message);
  });

  it('sends nothing that nobody has agreed to', async () => {
    const commandLine = ['signal', 'event', 'BookingCancelled', '--file', 'cancellation.json'];
    const unattended = await operated.legwork(commandLine, file(cancellation));
    const declined = await operated.legwork(commandLine, {
      ...file(cancellation),
      isAttended: true,
      ask: async () => 'n',
    });
    await operated.runtime.kernel.work.whenIdle();

    expect([unattended.exitCode, declined.exitCode]).toEqual([5, 5]);
    expect(unattended.error).toContain('--yes');
    expect(await phase()).toMatchObject({ status: 'open' });
  });

  it('puts an event on the bus, from where it takes the way of every event', async () => {
    const { exitCode } = await operated.legwork(
      ['signal', 'event', 'BookingCancelled', '--file', 'cancellation.json'],
      { ...file(cancellation), isAttended: true, ask: async () => 'y' },
    );
    await operated.runtime.kernel.work.whenIdle();
    await operated.runtime.runUntil(startMs + 60_000);

    expect(exitCode).toBe(0);
    expect(await phase()).toMatchObject({ status: 'closed' });
  });
});
