import { createDeposit } from './deposit.ts';
import type { BookingEvent, LegContent } from './events.ts';
import { applyEvent, type Facts } from './facts.ts';
import type { Leg } from './leg.ts';
import { createReminders } from './reminders.ts';
import type { Surroundings } from './surroundings.ts';
import { hour } from './timeline.ts';
import { createWatch } from './watch.ts';

/** What a booking asks for when it has a leg that it had not before; null for one whose id has ended. */
export type BeginLeg = (bookingId: string, leg: LegContent, vehicleId: () => string, nowMs: number) => Leg | null;

/** One booking from its confirmation to its closing, and the reminders that come after it. */
export function createBooking(id: string, surroundings: Surroundings, beginLeg: BeginLeg, onClosed: () => void) {
  const subject = { booking: id };
  const reminders = createReminders(subject, surroundings);
  const deposit = createDeposit(subject, surroundings);
  const watch = createWatch(subject, surroundings);
  const legs = new Map<string, Leg>();
  let facts: Facts | null = null;
  let isClosed = false;

  function close(nowMs: number): void {
    if (isClosed || facts === null || facts.outcome === null || !deposit.isDone()) return;
    isClosed = true;
    surroundings.emit(nowMs, 'BookingClosed', { bookingId: id, outcome: facts.outcome });
    onClosed();
  }

  /** The policy does not say what these do. */
  function findOpen(before: Facts, after: Facts, nowMs: number): void {
    const { open } = surroundings;
    if (before.outcome === null && before.started !== null && before.content.start !== after.content.start) {
      open.push({ of: id, question: 'a new start of a rental that has started' });
    }
    const isReturnedUnstarted = after.outcome === 'completed' && after.started === null;
    if (isReturnedUnstarted && nowMs < Date.parse(after.content.start) + 2 * hour) {
      open.push({ of: id, question: 'a return before its start' });
    }
  }

  function followLegs(after: Facts, nowMs: number): void {
    const wanted = after.outcome === 'cancelled' ? [] : after.legs;
    for (const [legId, leg] of legs) {
      if (wanted.some((one) => one.id === legId)) continue;
      legs.delete(legId);
      if (leg.dueMs() !== null) leg.cancel(nowMs);
    }
    for (const content of wanted) {
      const running = legs.get(content.id);
      if (running === undefined) {
        const leg = beginLeg(id, content, () => facts!.vehicleId, nowMs);
        if (leg !== null) legs.set(content.id, leg);
      } else if (running.dueMs() !== null) {
        running.follow(content, nowMs);
      }
    }
  }

  return {
    /** Applies all events, then does what follows from them together. */
    take(events: readonly BookingEvent[], nowMs: number): void {
      const before = facts;
      for (const event of events) facts = applyEvent(facts, event, nowMs);
      if (facts === null || facts === before) return;
      const isFirst = before === null;
      if (!isFirst) findOpen(before, facts, nowMs);
      reminders.plan(facts, nowMs);
      deposit.follow(before, facts, nowMs);
      watch.follow(facts);
      followLegs(facts, nowMs);
      if (isFirst) {
        surroundings.timeline.add(id, reminders);
        surroundings.timeline.add(id, watch);
        surroundings.timeline.add(id, {
          dueMs: deposit.dueMs,
          act(actMs) {
            deposit.act(actMs);
            close(actMs);
          },
        });
      }
      close(nowMs);
    },
  };
}

export type Booking = ReturnType<typeof createBooking>;
