import { type Booking, createBooking } from './booking.ts';
import type { BookingEvent, CourseEvent, LegEvent, SubscriptionEvent } from './events.ts';
import { createLeg, type Leg } from './leg.ts';
import { createSubscription, type Subscription } from './subscription.ts';
import type { Surroundings } from './surroundings.ts';

/** Takes events as they come: once each, kept for those that have not begun, refused for those that have ended. */
export function createIntake(surroundings: Surroundings) {
  const seen = new Set<string>();
  const waiting = new Map<string, CourseEvent[]>();
  const ended = new Set<string>();
  const bookings = new Map<string, Booking>();
  const legs = new Map<string, Leg>();
  const subscriptions = new Map<string, Subscription>();

  const wait = (target: string, event: CourseEvent): void =>
    void waiting.set(target, [...(waiting.get(target) ?? []), event]);

  /** What came before its workflow, in the order of its own times. */
  function waited<Event extends CourseEvent>(target: string): Event[] {
    const events = waiting.get(target) ?? [];
    waiting.delete(target);
    return events.toSorted((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt)) as Event[];
  }

  function takeBooking(id: string, target: string, event: BookingEvent, nowMs: number): void {
    const booking = bookings.get(id);
    if (booking !== undefined) {
      booking.take([event], nowMs);
    } else if (event.type !== 'BookingConfirmed') {
      wait(target, event);
    } else {
      const begun = createBooking(id, surroundings, beginLeg, () => ended.add(target));
      bookings.set(id, begun);
      begun.take([event, ...waited<BookingEvent>(target)], nowMs);
    }
  }

  function beginLeg(...[bookingId, content, vehicleId, nowMs]: Parameters<Parameters<typeof createBooking>[2]>) {
    const target = `leg ${content.id}`;
    if (legs.has(content.id)) return null;
    const leg = createLeg(bookingId, content, vehicleId, surroundings, () => ended.add(target));
    legs.set(content.id, leg);
    surroundings.timeline.add(bookingId, leg);
    leg.begin(waited<LegEvent>(target), nowMs);
    return leg;
  }

  function takeSubscription(id: string, target: string, event: SubscriptionEvent, nowMs: number): void {
    const subscription = subscriptions.get(id);
    if (subscription !== undefined) {
      subscription.take(event, nowMs);
    } else if (event.type !== 'SubscriptionActivated') {
      wait(target, event);
    } else {
      const begun = createSubscription(id, surroundings, () => ended.add(target));
      subscriptions.set(id, begun);
      begun.begin([event, ...waited<SubscriptionEvent>(target)], nowMs);
    }
  }

  return (event: CourseEvent, nowMs: number): void => {
    if (seen.has(event.eventId)) return;
    seen.add(event.eventId);
    const { target, ids } = addressOf(event);
    if (ended.has(target)) {
      surroundings.emit(nowMs, 'UndeliverableSignal', { ...ids, signal: event.type, reason: 'closed' });
    } else if ('legId' in event) {
      const leg = legs.get(event.legId);
      if (leg === undefined) wait(target, event);
      else leg.take(event, nowMs);
    } else if ('booking' in event || 'bookingId' in event) {
      takeBooking('booking' in event ? event.booking.id : event.bookingId, target, event, nowMs);
    } else {
      takeSubscription('subscription' in event ? event.subscription.id : event.subscriptionId, target, event, nowMs);
    }
  };
}

function addressOf(event: CourseEvent): { target: string; ids: object } {
  if ('legId' in event) {
    return { target: `leg ${event.legId}`, ids: { bookingId: event.bookingId, legId: event.legId } };
  }
  if ('booking' in event || 'bookingId' in event) {
    const bookingId = 'booking' in event ? event.booking.id : event.bookingId;
    return { target: `booking ${bookingId}`, ids: { bookingId } };
  }
  const subscriptionId = 'subscription' in event ? event.subscription.id : event.subscriptionId;
  return { target: `subscription ${subscriptionId}`, ids: { subscriptionId } };
}
