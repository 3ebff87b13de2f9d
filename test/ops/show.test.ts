import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

describe('legwork show', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    const leg = {
      id: 'L-1',
      kind: 'delivery',
      windowStart: '2026-03-10T08:00:00Z',
      windowEnd: '2026-03-10T09:00:00Z',
      location: { lat: 52.5, lng: 13.4 },
    };
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1', { legs: [leg] }) });
  });
  afterAll(() => operated?.close());

  it('shows phase, wait, schedules, children, money, timeline and execution on one screen', async () => {
    const { exitCode, out } = await operated.legwork(['show', 'booking', 'B-1']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^booking B-1: open, phase \w+/);
    expect(out).toMatch(/waits until 2026-\S+ \(in \d+ d.*\) for .*BookingCancelled/);
    expect(out).toMatch(/schedules\n {2}2026-03-09T\S+ {2}pickup-24h {2}at\(2026-03-09T/);
    expect(out).toMatch(/children\n.*deposit B-1 {2}open/s);
    expect(out).toMatch(/trip-leg L-1 {2}open/);
    expect(out).toContain('deposit asked for (EUR)  200.00  agreed');
    expect(out).toMatch(/timeline\n.*BookingConfirmed \(evt-1\), taken/s);
    expect(out).toMatch(/execution\n.*booking-B-1-r1\n {2}RUNNING\n.*Await/s);
    expect(out).not.toContain('MISSING');
  });

  it('shows nothing that is about a person', async () => {
    const { out } = await operated.legwork(['show', 'booking', 'B-1', '--json']);

    expect(out).not.toMatch(/C-1|pm_1|52\.5/);
  });

  it('tells from which booking a leg comes, and its assessments', async () => {
    const leg = await operated.legworkJson<{ parent: string; schedules: Array<{ kind: string; expression: string }> }>(
      'show',
      'trip-leg',
      'L-1',
    );

    expect(leg.parent).toBe('booking#B-1');
    expect(leg.schedules.length).toBeGreaterThan(0);
    for (const { kind, expression } of leg.schedules) {
      expect(kind).toMatch(/^assessment/);
      expect(expression).toMatch(/^rate\(/);
    }
  });

  it('shows what an attempt to charge came to', async () => {
    await operated.runtime.runUntil(Date.parse('2026-03-10T11:00:00Z'));

    const { money } = await operated.legworkJson<{ money: Array<{ what: string; status: string }> }>(
      'show',
      'deposit',
      'B-1',
    );
    expect(money).toContainEqual(expect.objectContaining({ what: 'charge, attempt 1', status: 'charged' }));
  });

  it('exits with 4 where there is no such workflow', async () => {
    const { exitCode, error } = await operated.legwork(['show', 'booking', 'B-404']);

    expect(exitCode).toBe(4);
    expect(error).toContain('There is no booking B-404 in stage development');
  });
});
