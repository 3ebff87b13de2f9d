import type { Anchors, Told } from './build-tape.ts';
import { createChanges } from './change-content.ts';
import { type Content, detailOfBooking, text } from './content.ts';
import type { BookingAction, BookingStory, LegAction } from './stories.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Happening {
  readonly atMs: number;
  readonly laterMinutes: number;
  readonly action: BookingAction | (LegAction & { readonly legId: string });
}

/** The events of one booking's story, each with the instant at which it is told, and how long its drives take when. */
export function tellBooking(story: BookingStory, id: string, firstMs: number) {
  const confirmedMs = firstMs + story.confirmedMinutes * minuteMs;
  const startMs = firstMs + (Math.floor(story.confirmedMinutes / 15) * 15 + story.leadMinutes) * minuteMs;
  const anchors: Anchors = { confirmed: confirmedMs, start: startMs, end: startMs + story.lengthMinutes * minuteMs };

  const events: Told[] = [];
  let count = 0;
  let contentVersion = 0;
  const changes = createChanges(story, id, anchors);
  let content = changes.first;

  function tell(detailType: string, fields: object, { atMs, laterMinutes }: Happening, version = 0, times = 1): number {
    count += 1;
    const common = { eventId: `${id}-${count}`, occurredAt: text(atMs), version: version || count };
    events.push({ atMs: atMs + laterMinutes * minuteMs, detailType, detail: { ...common, ...fields }, times });
    return common.version;
  }
  const whole = (of: Content): object => ({ booking: detailOfBooking(id, of) });

  function act(happening: Happening): void {
    const { action, atMs, laterMinutes } = happening;
    switch (action.do) {
      case 'change':
        content = changes.change(content, action.patch);
        contentVersion = tell(action.confirmsAgain ? 'BookingConfirmed' : 'BookingChanged', whole(content), happening);
        return;
      case 'stale': {
        const version = Math.max(1, contentVersion - action.behind);
        tell('BookingChanged', whole(changes.change(content, action.patch)), happening, version);
        return;
      }
      case 'cancel':
        tell('BookingCancelled', { bookingId: id, reason: 'customer' }, happening);
        return;
      case 'start':
        tell('RentalStarted', { bookingId: id, vehicleId: content.vehicle, startedAt: text(atMs) }, happening);
        return;
      case 'return':
        tell('RentalReturned', { bookingId: id, returnedAt: text(atMs - action.agoMinutes * minuteMs) }, happening);
        return;
      case 'assess':
        tell('ChargesAssessed', { bookingId: id, amountCents: action.amountCents, reason: 'fuel' }, happening);
        return;
      case 'repeat': {
        const again = events[events.length - 1 - (action.back % events.length)]!;
        events.push({ ...again, atMs: atMs + laterMinutes * minuteMs, times: 1 });
        return;
      }
      case 'poison': {
        // Its id is the next event's: that of poison does not count as seen.
        const common = { eventId: `${id}-${count + 1}`, occurredAt: text(atMs), version: count + 1 };
        const booking = { ...detailOfBooking(id, content), ...malformed[action.variant] };
        events.push({ atMs, detailType: 'BookingChanged', detail: { ...common, booking }, times: 1 });
        return;
      }
      default: {
        const driver = 'driver' in action ? { driverId: action.driver } : {};
        tell(legEvents[action.do], { bookingId: id, legId: action.legId, ...driver }, happening);
      }
    }
  }

  const confirmation = { atMs: confirmedMs, laterMinutes: story.confirmedLaterMinutes };
  const first = { do: 'change' as const, patch: {}, confirmsAgain: true };
  contentVersion = tell('BookingConfirmed', whole(content), { ...confirmation, action: first }, 0, story.times);
  const legs = changes.everyLeg;
  const happenings: Happening[] = [
    ...story.happenings.map(({ when, action }) => ({
      atMs: anchors[when.anchor] + when.minutes * minuteMs,
      laterMinutes: when.toldLaterMinutes,
      action,
    })),
    ...legs.flatMap(({ id: legId, story: leg, windowStartMs }) =>
      leg.happenings.map(({ minutes, toldLaterMinutes, action }) => ({
        atMs: windowStartMs + minutes * minuteMs,
        laterMinutes: toldLaterMinutes,
        action: { ...action, legId },
      })),
    ),
  ];
  let lastMs = confirmedMs;
  for (const happening of happenings.toSorted((a, b) => a.atMs - b.atMs)) {
    lastMs = happening.atMs > lastMs ? happening.atMs : lastMs + 5 * minuteMs;
    act({ ...happening, atMs: lastMs });
  }
  const roads = legs.flatMap(({ id: legId, story: leg, windowStartMs }) =>
    leg.roads.map(({ minutes, drivingMinutes }) => ({
      atMs: windowStartMs + minutes * minuteMs,
      legId,
      drivingMinutes,
    })),
  );
  return { events, anchors, roads, untilMs: Math.max(anchors.end, lastMs) + 50 * hourMs };
}

const legEvents = {
  assign: 'DriverAssigned',
  unassign: 'DriverUnassigned',
  drive: 'TripLegStarted',
  complete: 'TripLegCompleted',
  'cancel-leg': 'TripLegCancelled',
};

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
