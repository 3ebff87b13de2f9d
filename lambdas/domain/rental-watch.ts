/**
 * The watch over a rental: what is known of its vehicle, and what a check of it changes. Pure functions of the record.
 *
 * V1  A check counts once: a second one for the same instant of the grid changes nothing.
 * V2  Checks count in the order of their instants: one that is judged when the next is due already changes nothing, so that
 *     the newer one need not be remembered where it found nothing new.
 * V3  A check without an answer changes nothing, and neither continues nor breaks the checks running without the car.
 * V4  A change is in the record before the world hears of it, and in `unannounced` until it has.
 * V5  After the end no check changes anything, and the end itself changes no alert.
 * V6  A check with a quiet answer (`quietAnswers`) changes nothing, at whatever instant: nobody need judge it.
 */
import { type BookingState, isOver } from './booking.ts';
import { formatInstant, minuteMs, parseInstant, secondMs } from './instants.ts';
import type { Policy } from './policy.ts';
import type { VehicleState } from './vehicle.ts';

/** In the order in which the changes of one check are told. */
const alertKinds = ['low-fuel', 'offline', 'outside-area'] as const;
type AlertKind = (typeof alertKinds)[number];

/** Instants are ISO 8601 in UTC. */
export interface RentalWatchState {
  readonly bookingId: string;
  /** Counts the writes of the record; 0 before the first. */
  readonly revision: number;
  /** The one that the start of the rental named, whatever the booking names later. */
  readonly vehicleId: string;
  /** When the start of the rental was handled: the checks' grid counts from there. */
  readonly startedAt: string;
  /** Conditions that hold. */
  readonly alerts: readonly AlertKind[];
  /** Checks running that did not see the car online; it stops counting where the alert begins. */
  readonly offlineChecks: number;
  /** Of the newest check that changed the record: its instant of the grid. */
  readonly checkedAt: string | null;
  /** How often an alert began or ended. */
  readonly changes: number;
  /** Changes that the world has perhaps not heard of, in their order. */
  readonly unannounced: readonly AlertChange[];
  /** When the watch was told that the rental is over. */
  readonly endedAt: string | null;
}

interface AlertChange {
  /** From 1, over all kinds. */
  readonly number: number;
  readonly kind: AlertKind;
  readonly change: 'began' | 'ended';
  /** Instant of the check that saw it. */
  readonly at: string;
}

export interface VehicleCheck {
  /** Its instant of the grid. */
  readonly scheduledMs: number;
  /** Null: there was no answer. */
  readonly vehicle: Pick<VehicleState, 'fuelPercent' | 'online' | 'insideArea'> | null;
}

/**
 * Answers of a car that change nothing about its watch: those with all three members. They are a plain description, so that
 * a state machine can tell one without knowing the rules.
 */
export interface QuietAnswers {
  readonly online: boolean;
  readonly insideArea: boolean;
  /** Whether the fuel is below `lowFuelPercent`. */
  readonly isFuelLow: boolean;
  readonly lowFuelPercent: number;
}

type RentalStart = NonNullable<BookingState['rentalStarted']>;

/** What is to be watched of a booking; nothing before the rental's start and after its end. */
export function rentalToWatch(booking: BookingState): RentalStart | null {
  return isOver(booking) ? null : booking.rentalStarted;
}

export function newRentalWatch(bookingId: string, { vehicleId, handledAt }: RentalStart): RentalWatchState {
  return {
    bookingId,
    revision: 0,
    vehicleId,
    startedAt: handledAt,
    alerts: [],
    offlineChecks: 0,
    checkedAt: null,
    changes: 0,
    unannounced: [],
    endedAt: null,
  };
}

/**
 * The first instant of the grid that is not before `fromMs`. The grid begins one interval after the start of the rental, in
 * whole seconds, since the Scheduler takes no fractions: never earlier than the rule says.
 */
export function nextCheckMs(
  { startedAt }: Pick<RentalWatchState, 'startedAt'>,
  fromMs: number,
  policy: Policy,
): number {
  const intervalMs = policy.rentalWatch.checkEveryMinutes * minuteMs;
  const originMs = Math.ceil(parseInstant(startedAt) / secondMs) * secondMs;
  return originMs + Math.max(1, Math.ceil((fromMs - originMs) / intervalMs)) * intervalMs;
}

/** A check may take this long, from its instant to the sign of life that it gives. Unit: seconds. */
const longestCheckSeconds = 180;

/** How long the watch waits for a sign of life: until as many checks are missing in a row as the policy allows. */
export function heartbeatSeconds({ rentalWatch }: Policy): number {
  return rentalWatch.missedChecks * rentalWatch.checkEveryMinutes * 60 + longestCheckSeconds;
}

/**
 * Whether a wait that ended without a signal did so because no check came. Step Functions names both ends alike: only the
 * one that comes before the wait's own end tells of missing checks.
 */
export function hasMissedChecks(endedMs: number, waitUntilMs: number): boolean {
  return endedMs < waitUntilMs;
}

/**
 * The record after a check; the same record if the check changes nothing.
 * @param nowMs when the check is judged
 */
export function applyCheck(
  watch: RentalWatchState,
  { scheduledMs, vehicle }: VehicleCheck,
  nowMs: number,
  policy: Policy,
): RentalWatchState {
  if (vehicle === null || watch.endedAt !== null || isOutOfTurn(watch, scheduledMs, nowMs, policy)) return watch;
  const { lowFuelPercent, offlineChecks: limit } = policy.rentalWatch;
  const offlineChecks = vehicle.online ? 0 : Math.min(watch.offlineChecks + 1, limit);
  const holds: Readonly<Record<AlertKind, boolean>> = {
    'low-fuel': vehicle.fuelPercent < lowFuelPercent,
    offline: offlineChecks >= limit,
    'outside-area': !vehicle.insideArea,
  };
  const alerts = alertKinds.filter((kind) => holds[kind]);
  const changed = alertKinds.filter((kind) => holds[kind] !== watch.alerts.includes(kind));
  if (changed.length === 0 && offlineChecks === watch.offlineChecks) return watch;

  const checkedAt = formatInstant(scheduledMs);
  const changes = changed.map(
    (kind, index): AlertChange => ({
      number: watch.changes + index + 1,
      kind,
      change: holds[kind] ? 'began' : 'ended',
      at: checkedAt,
    }),
  );
  return {
    ...watch,
    alerts,
    offlineChecks,
    checkedAt,
    changes: watch.changes + changes.length,
    unannounced: [...watch.unannounced, ...changes],
  };
}

/** Null: none is quiet, since something is still to be counted or told, or nobody watches any more. */
export function quietAnswers(
  { alerts, offlineChecks, unannounced, endedAt }: RentalWatchState,
  { rentalWatch: { lowFuelPercent, offlineChecks: limit } }: Policy,
): QuietAnswers | null {
  const isOffline = alerts.includes('offline');
  if (endedAt !== null || unannounced.length > 0 || offlineChecks !== (isOffline ? limit : 0)) return null;
  return {
    online: !isOffline,
    insideArea: !alerts.includes('outside-area'),
    isFuelLow: alerts.includes('low-fuel'),
    lowFuelPercent,
  };
}

/** V1 and V2. */
function isOutOfTurn({ checkedAt }: RentalWatchState, scheduledMs: number, nowMs: number, policy: Policy): boolean {
  if (checkedAt !== null && scheduledMs <= parseInstant(checkedAt)) return true;
  return nowMs >= scheduledMs + policy.rentalWatch.checkEveryMinutes * minuteMs;
}
