/**
 * What a signal, or the time, does to the record of a trip leg. Pure; the record says afterwards what has to be done.
 *
 * L1  Applying a signal a second time changes nothing.
 * L2  The driver follows the greatest version; everything else is told apart by the event's identity alone.
 * L3  A leg ends once: nothing changes it afterwards.
 * L4  While further signals wait nothing is planned and nothing is given up: they are applied first.
 */
import type { BookingState } from './booking.ts';
import { InvalidInput } from './errors.ts';
import { type TripLegDetailType, tripLegDetailTypes } from './event-names.ts';
import { payloadSchemas } from './event-schemas.ts';
import { formatInstant } from './instants.ts';
import { abandonedAtMs, actsFromMs, gridOf, sameWindow } from './leg-grid.ts';
import type { Policy } from './policy.ts';
import type { LegOutcome, LegState } from './trip-leg.ts';

/** A signal of the booking service or of the booking, as it was stored. */
interface LegSignal {
  /** The signal's key: what tells it from every other one. */
  readonly key: string;
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
}

/** What happens to a leg. */
export interface LegOccasion {
  /** Null: none came; the wait reached its milestone, or a new run looks around. */
  readonly signal: LegSignal | null;
  /** The booking as it is now; null where the signal has nothing to do with it. */
  readonly booking: BookingState | null;
  /** Further signals wait. */
  readonly more: boolean;
  /** When it is handled. */
  readonly atMs: number;
}

export interface AppliedToLeg {
  readonly state: LegState;
  readonly effect: 'changed' | 'unchanged' | 'stale';
}

/** @throws InvalidInput if the payload is not what its type says */
export function applyLegSignal(leg: LegState, occasion: LegOccasion, policy: Policy): AppliedToLeg {
  const applied = change(leg, occasion, policy);
  if (applied === 'stale') return { state: leg, effect: 'stale' };
  const settled = occasion.more ? applied : settle(applied, occasion, policy);
  if (settled === leg) return { state: leg, effect: 'unchanged' };
  return { state: { ...settled, updatedAt: formatInstant(occasion.atMs) }, effect: 'changed' };
}

function change(leg: LegState, { signal, booking, atMs }: LegOccasion, policy: Policy): LegState | 'stale' {
  if (leg.outcome !== null) return leg;
  if (signal === null || !isOfLeg(signal.type)) return booking ? follow(leg, booking, atMs, policy) : leg;
  switch (signal.type) {
    case 'DriverAssigned':
    case 'DriverUnassigned':
      return changeDriver(leg, signal, atMs, policy);
    case 'TripLegStarted':
      return askWhereActing(leg, atMs, policy);
    case 'TripLegCompleted':
      return end(leg, 'completed');
    case 'TripLegCancelled':
      return end(leg, 'cancelled');
  }
}

/** Takes over what the booking says: its end, or another window. */
function follow(leg: LegState, booking: BookingState, atMs: number, policy: Policy): LegState {
  const content = booking.content.legs.find(({ id }) => id === leg.legId);
  // Once removed, for ever removed: it may be in the booking again by now.
  if (booking.cancelled || booking.removedLegIds.includes(leg.legId) || !content) return end(leg, 'cancelled');
  const window = { start: content.windowStart, end: content.windowEnd };
  if (sameWindow(window, leg.window)) return leg;
  const hadBegun = leg.hasBegunToAct || (leg.window !== null && atMs > actsFromMs(leg.window, policy));
  const hasBegunToAct = hadBegun || atMs >= actsFromMs(window, policy);
  const moved = { ...leg, window };
  return hasBegunToAct ? ask(moved, atMs) : moved;
}

function changeDriver(leg: LegState, signal: LegSignal, atMs: number, policy: Policy): LegState | 'stale' {
  if (signal.key === leg.driverSignalKey) return leg;
  if (signal.version <= leg.driverVersion) return 'stale';
  const { driverId } = readDriver(signal);
  const applied = { ...leg, driverVersion: signal.version, driverSignalKey: signal.key };
  if (signal.type === 'DriverAssigned') return askWhereActing({ ...applied, driverId }, atMs, policy);
  if (driverId !== leg.driverId) return applied;
  return askWhereActing({ ...applied, driverId: null }, atMs, policy);
}

/** At the very instant at which a leg begins to act it has not begun: the grid's first assessment sees what came. */
function askWhereActing(leg: LegState, atMs: number, policy: Policy): LegState {
  const isActing = leg.hasBegunToAct || (leg.window !== null && atMs > actsFromMs(leg.window, policy));
  return isActing ? ask(leg, atMs) : leg;
}

function ask(leg: LegState, atMs: number): LegState {
  const askedAt = formatInstant(atMs);
  return leg.hasBegunToAct && leg.askedAt === askedAt ? leg : { ...leg, hasBegunToAct: true, askedAt };
}

function end(leg: LegState, outcome: LegOutcome): LegState {
  return { ...leg, outcome, askedAt: null };
}

/** Gives up what is over, and says what the Scheduler is to have; the same record if all is as it was. */
function settle(leg: LegState, { signal, atMs }: LegOccasion, policy: Policy): LegState {
  return plan(isAbandoned(leg, atMs, signal === null, policy) ? end(leg, 'abandoned') : leg, atMs, policy);
}

/** A signal of the very instant counts first: only the time itself ends the leg there. */
function isAbandoned(leg: LegState, atMs: number, isTime: boolean, policy: Policy): boolean {
  if (leg.outcome !== null || leg.window === null) return false;
  const limitMs = abandonedAtMs(leg.window, policy);
  return atMs > limitMs || (isTime && atMs === limitMs);
}

function plan(leg: LegState, atMs: number, policy: Policy): LegState {
  const window = leg.outcome === null ? leg.window : null;
  if (sameWindow(window, leg.schedules.window)) return leg;
  const ahead = window ? gridOf(window, policy).filter(({ lastMs }) => lastMs > atMs) : [];
  const segments = [...new Set([...leg.schedules.segments, ...ahead.map(({ name }) => name)])];
  const schedules = { window, plannedAt: formatInstant(atMs), segments, isSynced: segments.length === 0 };
  return { ...leg, schedules };
}

function isOfLeg(type: string): type is TripLegDetailType {
  return (tripLegDetailTypes as readonly string[]).includes(type);
}

function readDriver({ type, payload }: LegSignal): { readonly driverId: string } {
  const parsed = payloadSchemas.DriverAssigned.safeParse(payload);
  if (!parsed.success) throw new InvalidInput('signal.payload', `is not that of ${type}`, { cause: parsed.error });
  return parsed.data;
}
