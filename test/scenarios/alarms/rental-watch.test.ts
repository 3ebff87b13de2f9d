import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlarmedLegwork, booking, prefix, startAlarmedLegwork } from './support/alarmed-legwork.ts';

let legwork: AlarmedLegwork;
beforeAll(async () => {
  legwork = await startAlarmedLegwork();
}, 120_000);
afterAll(() => legwork?.close());

describe('a watch over a rented car', () => {
  it('whose checks stay out fires its alarm when three are missing, mends its schedule, and the alarm clears', async () => {
    const now = new Date(legwork.nowMs()).toISOString();
    await legwork.tell('BookingConfirmed', { booking: booking('B-1', legwork.nowMs(), { start: now }) });
    await legwork.tell('RentalStarted', { bookingId: 'B-1', vehicleId: 'V-1', startedAt: now });
    await legwork.pass(35);
    await legwork.call('scheduler', 'DeleteSchedule', { Name: 'B-1', GroupName: `${prefix}vehicle-check` });
    const lastCheckMs = legwork.nowMs() - 5 * 60_000;
    const thirdMissingMs = lastCheckMs + 3 * 15 * 60_000;
    await legwork.pass((thirdMissingMs - legwork.nowMs()) / 60_000 - 1);
    expect(legwork.changes()).toEqual([]);
    // The watch gives the third check some minutes before it takes it for missing.
    const repairedAtMs = await legwork.untilSeen(
      (event) => event.kind === 'lambda-log' && event.line.includes('"WatchRepaired":1'),
      15,
    );
    await legwork.expectToFire('rental-watch-unchecked', repairedAtMs);
    await legwork.expectToClear('rental-watch-unchecked', 20);
    expect(legwork.changes().map(({ name }) => name)).toEqual(['rental-watch-unchecked', 'rental-watch-unchecked']);
  });
});
