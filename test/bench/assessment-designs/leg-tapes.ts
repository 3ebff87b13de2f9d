import { parseTape, type Tape } from '../../../sandbox/tape/parse-tape.ts';

const booking = {
  id: 'B-1',
  customerId: 'C-1',
  zone: 'Europe/Berlin',
  start: '2026-05-10T14:00:00Z',
  end: '2026-05-12T14:00:00Z',
  vehicleId: 'V-1',
  deposit: { amountCents: 0, currency: 'EUR' },
  paymentMethodId: 'pm_1',
};
const leg = {
  id: 'L-1',
  kind: 'delivery',
  windowStart: '2026-05-10T13:30:00Z',
  windowEnd: '2026-05-10T14:00:00Z',
  location: { lat: 52.52, lng: 13.405 },
};

/** One delivery from its booking to its end, and the same booking without it: what lies between them is the leg's. */
export const legTapes: Readonly<Record<'quiet' | 'troubled' | 'without', Tape>> = {
  /** A driver in time who sets out and arrives. */
  quiet: tape('quiet', [
    legEvent('2026-05-10T09:00:00Z', 'DriverAssigned', { driverId: 'D-1' }),
    legEvent('2026-05-10T13:20:00Z', 'TripLegStarted'),
    { at: '2026-05-10T13:24:00Z', world: { routes: { 'L-1': { minutes: 5 } } } },
    legEvent('2026-05-10T13:41:00Z', 'TripLegCompleted'),
  ]),
  /** No driver for long, a way that takes long, vehicles and routes out for a while; it is never completed. */
  troubled: tape('troubled', [
    { at: '2026-05-10T10:50:00Z', world: { outages: { routes: true, vehicles: true } } },
    { at: '2026-05-10T11:20:00Z', world: { outages: { routes: false, vehicles: false } } },
    legEvent('2026-05-10T11:52:00Z', 'DriverAssigned', { driverId: 'D-1' }),
    { at: '2026-05-10T12:03:00Z', world: { routes: { 'L-1': { minutes: 110 } } } },
    legEvent('2026-05-10T12:40:00Z', 'DriverUnassigned', { driverId: 'D-1' }),
    legEvent('2026-05-10T12:41:00Z', 'DriverAssigned', { driverId: 'D-2' }),
    { at: '2026-05-10T13:02:00Z', world: { routes: { 'L-1': { minutes: 4 } } } },
  ]),
  without: tape('without', []),
};

interface Step {
  readonly at: string;
  readonly event?: unknown;
  readonly world?: unknown;
}

function tape(name: string, steps: readonly Step[]): Tape {
  const legs = name === 'without' ? [] : [leg];
  return parseTape(
    JSON.stringify({
      name,
      start: '2026-05-01T00:00:00Z',
      until: '2026-05-13T00:00:00Z',
      steps: [
        event('2026-05-01T10:00:00Z', 'BookingConfirmed', { booking: { ...booking, legs } }),
        ...steps,
        event('2026-05-12T13:00:00Z', 'RentalReturned', { bookingId: 'B-1', returnedAt: '2026-05-12T13:00:00Z' }),
      ],
    }),
  );
}

function legEvent(at: string, detailType: string, more: Readonly<Record<string, unknown>> = {}): Step {
  return event(at, detailType, { bookingId: 'B-1', legId: 'L-1', ...more });
}

function event(at: string, detailType: string, detail: Readonly<Record<string, unknown>>): Step {
  const version = Date.parse(at) / 60_000;
  return {
    at,
    event: { detailType, detail: { eventId: `evt-${version}-${detailType}`, occurredAt: at, version, ...detail } },
  };
}
