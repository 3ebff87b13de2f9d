/**
 * The life of one booking of a generated fleet: what the booking service says of it and what the world around it is like,
 * with the mishaps that a fleet has. Everything falls on a multiple of five minutes.
 */
import type { WorldChange } from '../providers/world.ts';
import type { Draws } from './draws.ts';

export type FleetStep = { readonly atMs: number } & (
  | { readonly kind: 'event'; readonly detailType: string; readonly detail: object; readonly times: number }
  | { readonly kind: 'world'; readonly world: WorldChange }
);

export interface Window {
  readonly startMs: number;
  /** Nothing of a booking is due later. */
  readonly endMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const gridMs = 5 * minuteMs;
/** From the planned end to the last return, and from there to the refund of a deposit that nothing was charged against. */
const aftermathMs = 3 * hourMs + 2 * dayMs;

const markets = [
  { zone: 'Europe/Berlin', currency: 'EUR', lat: 52.52, lng: 13.4 },
  { zone: 'Europe/London', currency: 'GBP', lat: 51.5, lng: -0.12 },
  { zone: 'America/New_York', currency: 'USD', lat: 40.71, lng: -74 },
  { zone: 'America/Los_Angeles', currency: 'USD', lat: 34.05, lng: -118.24 },
] as const;

/** The steps of booking number `index`, in any order, all within `window`. */
export function writeBooking(index: number, window: Window, draws: Draws): FleetStep[] {
  const steps: FleetStep[] = [];
  const bookingId = `F-${index}`;
  const { zone, currency, lat, lng } = draws.oneOf(markets);
  const paymentMethodId = `pm_${index}`;
  const vehicleId = `V-${index}`;
  const legIds = { delivery: `${bookingId}-D`, pickup: `${bookingId}-P` };

  const { confirmedMs, beginMs, endMs } = drawCourse(window, draws);
  const isProlonged = draws.chance(0.15);
  const plannedEndMs = isProlonged ? endMs - 4 * hourMs : endMs;
  const depositCents = draws.oneOf([0, 15_000, 20_000, 20_000, 30_000, 50_000]);

  let version = 0;
  const say = (atMs: number, detailType: string, detail: object): void => {
    version += 1;
    const envelope = { eventId: `${bookingId}-${version}`, occurredAt: instant(atMs), version };
    const times = draws.chance(0.03) ? 2 : 1;
    steps.push({ atMs, kind: 'event', detailType, detail: { ...envelope, ...detail }, times });
  };
  const change = (atMs: number, world: WorldChange): void => {
    steps.push({ atMs, kind: 'world', world });
  };
  const bookingUntil = (untilMs: number): object => ({
    id: bookingId,
    customerId: `C-${index}`,
    zone,
    start: instant(beginMs),
    end: instant(untilMs),
    vehicleId,
    deposit: { amountCents: depositCents, currency },
    paymentMethodId,
    legs: [
      {
        id: legIds.delivery,
        kind: 'delivery',
        windowStart: instant(beginMs - hourMs),
        windowEnd: instant(beginMs),
        location: { lat, lng },
      },
      {
        id: legIds.pickup,
        kind: 'pickup',
        windowStart: instant(untilMs),
        windowEnd: instant(untilMs + hourMs),
        location: { lat, lng },
      },
    ],
  });

  const minutesOfLegs = [draws.integer(10, 50), draws.integer(10, 50)] as const;
  change(confirmedMs, {
    routes: { [legIds.delivery]: { minutes: minutesOfLegs[0] }, [legIds.pickup]: { minutes: minutesOfLegs[1] } },
    ...(draws.chance(0.04) && { cards: { [paymentMethodId]: 'declines' } }),
  });
  say(confirmedMs, 'BookingConfirmed', { booking: bookingUntil(plannedEndMs) });
  // A card that declined is another one, or has money again, a day before the start; some never.
  if (draws.chance(0.7)) change(onGrid(beginMs - dayMs, confirmedMs), { cards: { [paymentMethodId]: 'ok' } });

  if (draws.chance(0.06)) {
    say(onGrid(beginMs - draws.integer(1, 72) * hourMs, confirmedMs + gridMs), 'BookingCancelled', {
      bookingId,
      reason: 'customer',
    });
    return steps;
  }
  if (isProlonged)
    say(onGrid(beginMs - 6 * hourMs, confirmedMs + gridMs), 'BookingChanged', { booking: bookingUntil(endMs) });

  const drive = (legId: string, windowStartMs: number): void => {
    const driverId = `D-${draws.integer(1, 200)}`;
    const assignedMs = onGrid(windowStartMs - draws.integer(1, 3) * hourMs, confirmedMs + 2 * gridMs);
    say(assignedMs, 'DriverAssigned', { bookingId, legId, driverId });
    if (draws.chance(0.05)) {
      say(assignedMs + 2 * gridMs, 'DriverUnassigned', { bookingId, legId, driverId });
      say(assignedMs + 4 * gridMs, 'DriverAssigned', { bookingId, legId, driverId: `D-${draws.integer(201, 250)}` });
    }
    const startedMs = windowStartMs + draws.integer(-2, 4) * gridMs;
    say(startedMs, 'TripLegStarted', { bookingId, legId });
    say(startedMs + draws.integer(4, 9) * gridMs, 'TripLegCompleted', { bookingId, legId });
  };
  drive(legIds.delivery, beginMs - hourMs);
  const startedMs = beginMs + draws.integer(0, 4) * gridMs;
  say(startedMs, 'RentalStarted', { bookingId, vehicleId, startedAt: instant(startedMs) });
  if (draws.chance(0.1)) {
    const trouble = draws.oneOf([{ fuelPercent: 6 }, { online: false }, { insideArea: false }]);
    const troubleMs = startedMs + draws.integer(6, 60) * gridMs;
    change(troubleMs, { vehicles: { [vehicleId]: trouble } });
    change(troubleMs + draws.integer(3, 24) * gridMs, {
      vehicles: { [vehicleId]: { fuelPercent: 80, online: true, insideArea: true } },
    });
  }
  const returnedMs = endMs + (draws.chance(0.1) ? draws.integer(6, 30) : draws.integer(-6, 0)) * gridMs;
  say(returnedMs, 'RentalReturned', { bookingId, returnedAt: instant(returnedMs) });
  drive(legIds.pickup, endMs);
  if (draws.chance(0.3)) {
    const amountCents = draws.integer(5, 120) * 100;
    say(returnedMs + draws.integer(1, 20) * hourMs, 'ChargesAssessed', { bookingId, amountCents, reason: 'fuel' });
  }
  return steps;
}

/** When a booking is confirmed, and from when to when it is rented: mostly a day or two, sometimes up to ten. */
function drawCourse(window: Window, draws: Draws) {
  const roomMs = window.endMs - window.startMs - aftermathMs;
  const days = draws.oneOf([1, 1, 1, 1, 2, 2, 2, 3, 4, draws.integer(5, 10)]);
  const rentedMs = onGrid(Math.min(days * dayMs, roomMs / 2), hourMs);
  const leadMs = onGrid(Math.min(draws.integer(4, 14 * 24) * hourMs, roomMs - rentedMs), hourMs);
  const latestMs = window.endMs - aftermathMs - rentedMs - leadMs;
  const confirmedMs =
    window.startMs + draws.integer(0, Math.max(0, Math.floor((latestMs - window.startMs) / gridMs))) * gridMs;
  const beginMs = confirmedMs + leadMs;
  return { confirmedMs, beginMs, endMs: beginMs + rentedMs };
}

/** The grid's last instant up to this one, but not before `earliestMs`. */
function onGrid(ms: number, earliestMs: number): number {
  return Math.max(Math.floor(ms / gridMs) * gridMs, earliestMs);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
