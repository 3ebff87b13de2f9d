import { startLegwork } from '../../../sandbox/legwork.ts';

export interface FleetRun {
  /** Real time from the first event to the last timer. Unit: milliseconds. */
  readonly playMs: number;
  readonly stateTransitions: number;
  readonly lambdaInvocations: number;
  /** What the heap grew by. */
  readonly heapBytes: number;
}

const startMs = Date.parse('2026-02-01T10:00:00Z');
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Plays quiet bookings, one a minute, from confirmation to feedback. */
export async function playFleet(bookings: number, assemblyDirectory: string): Promise<FleetRun> {
  const legwork = await startLegwork({ assemblyDirectory, clock: { kind: 'skip', startMs }, seed: 1, port: 0 });
  const heapBefore = process.memoryUsage().heapUsed;
  const began = performance.now();
  const steps = Array.from({ length: bookings }, (_, index) => storyOf(index)).flat();
  steps.sort((a, b) => a.atMs - b.atMs);
  try {
    for (const { atMs, detailType, detail } of steps) {
      await legwork.runtime.runUntil(atMs);
      const refusal = await legwork.emit(detailType, detail);
      if (refusal !== null) throw new Error(refusal);
    }
    await legwork.runtime.runThrough(startMs + 20 * dayMs + bookings * minuteMs);
    const playMs = performance.now() - began;
    const { stateTransitions, lambdaInvocations } = legwork.runtime.report().meter;
    if (legwork.providers.payments().length !== 2 * bookings)
      throw new Error('not every deposit was charged and refunded');
    return { playMs, stateTransitions, lambdaInvocations, heapBytes: process.memoryUsage().heapUsed - heapBefore };
  } finally {
    await legwork.close();
  }
}

function storyOf(index: number) {
  const bookingId = `B-${index}`;
  const beginMs = startMs + index * minuteMs;
  const at = (days: number): string => new Date(beginMs + days * dayMs).toISOString();
  const booking = {
    id: bookingId,
    customerId: `C-${index}`,
    zone: 'Europe/Berlin',
    start: at(9),
    end: at(12),
    vehicleId: `V-${index}`,
    deposit: { amountCents: 20_000, currency: 'EUR' },
    paymentMethodId: 'pm_1',
    legs: [],
  };
  const step = (days: number, version: number, detailType: string, detail: object) => ({
    atMs: beginMs + days * dayMs,
    detailType,
    detail: { eventId: `${bookingId}-${version}`, occurredAt: at(days), version, ...detail },
  });
  return [
    step(0, 1, 'BookingConfirmed', { booking }),
    step(9, 2, 'RentalStarted', { bookingId, vehicleId: booking.vehicleId, startedAt: at(9) }),
    step(11.9, 3, 'RentalReturned', { bookingId, returnedAt: at(11.9) }),
    step(12, 4, 'ChargesAssessed', { bookingId, amountCents: 1_500, reason: 'fuel' }),
  ];
}
