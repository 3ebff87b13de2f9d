/** A fleet that has open workflows of every kind at one instant, and what becomes of it afterwards. */

interface CourseEvent {
  readonly atMs: number;
  readonly detailType: string;
  readonly detail: Record<string, unknown>;
}

export interface Course {
  readonly beginMs: number;
  /** The instant of the restart. */
  readonly restartMs: number;
  /** Payments are out until then, from shortly before the restart: some deposits do not answer. */
  readonly outageFromMs: number;
  readonly outageUntilMs: number;
  readonly untilMs: number;
  /** In the order of their instants. */
  readonly events: readonly CourseEvent[];
  readonly bookings: number;
  /** Instances that are open at `restartMs`. */
  readonly openWorkflows: number;
  /** Deposits among them that are in the middle of a charge that finds no provider. */
  readonly chargesUnderWay: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const restartMs = Date.parse('2026-03-10T10:00:00Z');

/** Open at the restart by one rented and one coming booking: booking, deposit, leg, watch; booking, deposit, leg. */
const openByPair = 7;
/** So many of the coming bookings: one is charged while payments are out. */
const everyHung = 10;

/** @param openWorkflows at least so many are open at the restart */
export function writeCourse(openWorkflows: number): Course {
  const pairs = Math.ceil(openWorkflows / openByPair);
  const events: CourseEvent[] = [];
  for (let index = 0; index < pairs; index += 1) events.push(...rented(index), ...coming(index));
  return {
    beginMs: restartMs - 4 * hourMs,
    restartMs,
    outageFromMs: restartMs - 20 * minuteMs,
    outageUntilMs: restartMs + 2 * hourMs,
    untilMs: restartMs + 5 * dayMs,
    events: events.sort((one, other) => one.atMs - other.atMs),
    bookings: 2 * pairs,
    openWorkflows: openByPair * pairs,
    chargesUnderWay: Math.ceil(pairs / everyHung),
  };
}

/** On the road at the restart; returned four hours later, its deposit refunded two days after that. Collected long before its window: nothing is assessed. */
function rented(index: number): CourseEvent[] {
  const id = `R-${index}`;
  const say = createTeller(id);
  const endMs = restartMs + 4 * hourMs;
  return [
    say(restartMs - 3 * hourMs, 'BookingConfirmed', { booking: bookingOf(id, restartMs - hourMs, endMs, 'pickup') }),
    say(restartMs - hourMs, 'RentalStarted', {
      bookingId: id,
      vehicleId: `V-${id}`,
      startedAt: instant(restartMs - hourMs),
    }),
    // In the midst of the restart.
    ...(index % 5 === 0
      ? [say(restartMs, 'DriverAssigned', { bookingId: id, legId: `${id}-L`, driverId: 'D-1' })]
      : []),
    say(endMs - 15 * minuteMs, 'RentalReturned', { bookingId: id, returnedAt: instant(endMs - 15 * minuteMs) }),
    say(endMs + 3 * hourMs, 'TripLegStarted', { bookingId: id, legId: `${id}-L` }),
    say(endMs + 4 * hourMs, 'TripLegCompleted', { bookingId: id, legId: `${id}-L` }),
  ];
}

/** Charged after the restart, or in its midst, and cancelled an hour after the charge. */
function coming(index: number): CourseEvent[] {
  const id = `C-${index}`;
  const say = createTeller(id);
  const isHung = index % everyHung === 0;
  const chargeMs = isHung ? restartMs - 10 * minuteMs : restartMs + 2 * dayMs;
  const beginMs = chargeMs + 72 * hourMs;
  const cancelMs = restartMs + 2 * dayMs + hourMs;
  return [
    say(restartMs - 3 * hourMs, 'BookingConfirmed', { booking: bookingOf(id, beginMs, beginMs + dayMs, 'delivery') }),
    ...(index % 5 === 1
      ? [say(restartMs, 'BookingChanged', { booking: bookingOf(id, beginMs, beginMs + 2 * dayMs, 'delivery') })]
      : []),
    say(cancelMs, 'BookingCancelled', { bookingId: id, reason: 'customer' }),
  ];
}

function createTeller(id: string) {
  let version = 0;
  return (atMs: number, detailType: string, fields: object): CourseEvent => {
    version += 1;
    const envelope = { eventId: `${id}-${version}`, occurredAt: instant(atMs), version };
    return { atMs, detailType, detail: { ...envelope, ...fields } };
  };
}

function bookingOf(id: string, beginMs: number, endMs: number, kind: 'delivery' | 'pickup') {
  const windowMs = kind === 'delivery' ? beginMs - hourMs : endMs + 30 * hourMs;
  return {
    id,
    customerId: 'C-1',
    zone: 'Europe/Berlin',
    start: instant(beginMs),
    end: instant(endMs),
    vehicleId: `V-${id}`,
    deposit: { amountCents: 20_000, currency: 'EUR' },
    paymentMethodId: `pm_${id}`,
    legs: [
      {
        id: `${id}-L`,
        kind,
        windowStart: instant(windowMs),
        windowEnd: instant(windowMs + hourMs),
        location: { lat: 52.52, lng: 13.4 },
      },
    ],
  };
}

const instant = (epochMs: number): string => new Date(epochMs).toISOString();
