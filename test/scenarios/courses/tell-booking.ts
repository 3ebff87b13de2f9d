import type { Anchors, Told } from './build-tape.ts';
import type { BookingAction, BookingStory, Course, LegStory, Patch } from './stories.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface Leg {
  readonly id: string;
  readonly kind: string;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
}

interface Content {
  readonly zone: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly vehicle: string;
  readonly amountCents: number;
  readonly method: string;
  readonly legs: readonly Leg[];
}

/** The events of one booking's story, each with the instant at which it is told, and the whole booking where it changed. */
export function tellBooking(story: BookingStory, id: string, firstMs: number, course: Course) {
  const confirmedMs = firstMs + story.confirmedMinutes * minuteMs;
  const startMs = firstMs + (Math.floor(story.confirmedMinutes / 15) * 15 + story.leadMinutes) * minuteMs;
  const anchors: Anchors = { confirmed: confirmedMs, start: startMs, end: startMs + story.lengthMinutes * minuteMs };

  const events: Told[] = [];
  let count = 0;
  let contentVersion = 0;
  const everyLeg: Leg[] = [];
  const legOf = ({ kind, anchor, fromMinutes, lengthMinutes }: LegStory): Leg => {
    const windowStartMs = anchors[anchor] + fromMinutes * minuteMs;
    const leg = {
      id: `L-${id.slice(2)}-${everyLeg.length}`,
      kind,
      windowStartMs,
      windowEndMs: windowStartMs + lengthMinutes * minuteMs,
    };
    everyLeg.push(leg);
    return leg;
  };
  let content: Content = {
    zone: story.zone,
    startMs,
    endMs: anchors.end,
    vehicle: story.vehicle,
    amountCents: story.amountCents,
    method: story.method,
    legs: story.legs.map(legOf),
  };

  function change(patch: Patch): Content {
    const { startShift = 0, endShift = 0, zone, vehicle, amountCents, method, addLeg, removeLeg, moveLeg } = patch;
    const movedMs = content.startMs + startShift * minuteMs;
    const movedEndMs = content.endMs + endShift * minuteMs;
    const left = content.legs.filter((_, index) => index !== removeLeg);
    const legs = left.map((leg, index) => (index === moveLeg?.index ? move(leg, moveLeg.shift) : leg));
    const gone = everyLeg.filter(({ id }) => !legs.some((one) => one.id === id));
    if (addLeg !== undefined) legs.push(gone.length > 0 && addLeg.kind === 'swap' ? gone[0]! : legOf(addLeg));
    return {
      zone: zone ?? content.zone,
      startMs: movedMs,
      endMs: movedEndMs > movedMs ? movedEndMs : movedMs + 60 * minuteMs,
      vehicle: vehicle ?? content.vehicle,
      amountCents: amountCents ?? content.amountCents,
      method: method ?? content.method,
      legs,
    };
  }

  function tell(detailType: string, fields: object, occurredMs: number, laterMinutes: number, version = 0, times = 1) {
    count += 1;
    const common = { eventId: `${id}-${count}`, occurredAt: text(occurredMs), version: version || count };
    const detail = { ...common, ...fields };
    events.push({ atMs: occurredMs + laterMinutes * minuteMs, detailType, detail, times });
    return common.version;
  }
  const wholeBooking = (whole: Content): object => ({ booking: bookingOf(id, whole) });

  function act(action: BookingAction, atMs: number, later: number): void {
    const ofLeg = (index: number): object => ({
      bookingId: id,
      legId: everyLeg[index % Math.max(everyLeg.length, 1)]?.id ?? `L-${id.slice(2)}-none`,
    });
    switch (action.do) {
      case 'change':
        content = change(action.patch);
        contentVersion = tell(
          action.confirmsAgain ? 'BookingConfirmed' : 'BookingChanged',
          wholeBooking(content),
          atMs,
          later,
        );
        return;
      case 'stale': {
        const version = Math.max(1, contentVersion - action.behind);
        tell('BookingChanged', wholeBooking(change(action.patch)), atMs, later, version);
        return;
      }
      case 'cancel':
        tell('BookingCancelled', { bookingId: id, reason: 'customer' }, atMs, later);
        return;
      case 'start':
        tell('RentalStarted', { bookingId: id, vehicleId: content.vehicle, startedAt: text(atMs) }, atMs, later);
        return;
      case 'return':
        tell('RentalReturned', { bookingId: id, returnedAt: text(atMs - action.agoMinutes * minuteMs) }, atMs, later);
        return;
      case 'assess':
        tell('ChargesAssessed', { bookingId: id, amountCents: action.amountCents, reason: 'fuel' }, atMs, later);
        return;
      case 'assign':
      case 'unassign': {
        const detailType = action.do === 'assign' ? 'DriverAssigned' : 'DriverUnassigned';
        tell(detailType, { ...ofLeg(action.leg), driverId: action.driver }, atMs, later);
        return;
      }
      case 'drive':
        tell('TripLegStarted', ofLeg(action.leg), atMs, later);
        return;
      case 'complete':
        tell('TripLegCompleted', ofLeg(action.leg), atMs, later);
        return;
      case 'cancel-leg':
        tell('TripLegCancelled', ofLeg(action.leg), atMs, later);
        return;
      case 'repeat': {
        const again = events[events.length - 1 - (action.back % events.length)]!;
        events.push({ ...again, atMs: atMs + later * minuteMs, times: 1 });
        return;
      }
      case 'poison': {
        // Its id is the next event's: that of poison does not count as seen.
        const detail = { eventId: `${id}-${count + 1}`, occurredAt: text(atMs), version: count + 1 };
        const poison = { ...detail, booking: { ...bookingOf(id, content), ...malformed[action.variant] } };
        events.push({ atMs, detailType: 'BookingChanged', detail: poison, times: 1 });
      }
    }
  }

  contentVersion = tell(
    'BookingConfirmed',
    wholeBooking(content),
    confirmedMs,
    story.confirmedLaterMinutes,
    0,
    story.times,
  );
  let lastMs = confirmedMs;
  const inOrder = story.happenings
    .map(({ when, action }) => ({ when, action, atMs: anchors[when.anchor] + when.minutes * minuteMs }))
    .toSorted((a, b) => a.atMs - b.atMs);
  for (const { when, action, atMs } of inOrder) {
    lastMs = atMs > lastMs ? atMs : lastMs + 5 * minuteMs;
    act(action, lastMs, when.toldLaterMinutes);
  }
  const untilMs = Math.max(anchors.end, content.endMs, lastMs) + (course.bookings.length > 0 ? 9 : 0) * dayMs;
  return { events, anchors, untilMs };
}

function bookingOf(id: string, { zone, startMs, endMs, vehicle, amountCents, method, legs }: Content): object {
  return {
    id,
    customerId: `C-${id}`,
    zone,
    start: text(startMs),
    end: text(endMs),
    vehicleId: vehicle,
    deposit: { amountCents, currency: 'EUR' },
    paymentMethodId: method,
    legs: legs.map((leg) => ({
      id: leg.id,
      kind: leg.kind,
      windowStart: text(leg.windowStartMs),
      windowEnd: text(leg.windowEndMs),
      location: { lat: 52.5, lng: 13.4 },
    })),
  };
}

const move = (leg: Leg, shift: number): Leg => ({
  ...leg,
  windowStartMs: leg.windowStartMs + shift * minuteMs,
  windowEndMs: leg.windowEndMs + shift * minuteMs,
});

const text = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z');

/** Fields that make a booking poison. */
const malformed: ReadonlyArray<object> = [
  { zone: 'Mars/Olympus' },
  { end: '2026-01-01T00:00:00Z' },
  { start: 'soon' },
  { deposit: { amountCents: -1, currency: 'EUR' } },
  { deposit: { amountCents: 10.5, currency: 'EUR' } },
  { deposit: { amountCents: 100, currency: 'euro' } },
  { vehicleId: '' },
  { legs: undefined },
];
