import { DateTime } from 'luxon';

/** What happens to the sample booking, and when. */
interface StoryStep {
  readonly atMs: number;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Story {
  readonly bookingId: string;
  readonly zone: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly steps: readonly StoryStep[];
}

const zone = 'America/Los_Angeles';
const bookingId = 'B-1001';

/**
 * The life of a booking that ends about `nowMs`: confirmed, prolonged by a day, charged, driven, returned with some fuel
 * missing, refunded, asked for feedback.
 */
export function sampleStory(nowMs: number): Story {
  const returned = DateTime.fromMillis(nowMs, { zone }).startOf('hour').minus({ hours: 26, minutes: 20 });
  const end = returned.plus({ minutes: 20 });
  const start = end.minus({ days: 3 });
  const confirmed = start.minus({ days: 5 });
  const instant = (time: DateTime): string => time.toUTC().toISO({ suppressMilliseconds: true }) ?? '';

  const booking = (rentalEnd: DateTime): Record<string, unknown> => ({
    id: bookingId,
    customerId: 'C-77',
    zone,
    start: instant(start),
    end: instant(rentalEnd),
    vehicleId: 'V-9',
    deposit: { amountCents: 20_000, currency: 'USD' },
    paymentMethodId: 'pm_visa',
    legs: [],
  });
  let version = 0;
  const step = (time: DateTime, detailType: string, detail: Record<string, unknown>): StoryStep => {
    version += 1;
    const event = { eventId: `evt-${bookingId}-${version}`, occurredAt: instant(time), version };
    return { atMs: time.toMillis(), detailType, detail: { ...event, ...detail } };
  };
  const startedAt = start.plus({ minutes: 5 });
  return {
    bookingId,
    zone,
    startMs: confirmed.minus({ minutes: 1 }).toMillis(),
    endMs: returned.plus({ hours: 24, minutes: 2 }).toMillis(),
    steps: [
      step(confirmed, 'BookingConfirmed', { booking: booking(end.minus({ days: 1 })) }),
      step(confirmed.plus({ hours: 5 }), 'BookingChanged', { booking: booking(end) }),
      step(startedAt, 'RentalStarted', { bookingId, vehicleId: 'V-9', startedAt: instant(startedAt) }),
      step(returned, 'RentalReturned', { bookingId, returnedAt: instant(returned) }),
      step(returned.plus({ hours: 2 }), 'ChargesAssessed', { bookingId, amountCents: 3_500, reason: 'fuel' }),
    ],
  };
}
