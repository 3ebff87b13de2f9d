/**
 * What an assessment does to the record of its leg.
 *
 * A1  Nothing after the leg has ended, and nothing of an instant before that of the latest assessment recorded.
 * A2  "Now" is the instant of the grid, or of the event that asked, however late the code runs.
 * A3  An input that could not be had counts as it was last known.
 * A4  A change of level is in the record before anybody is told of it, under a number of its own.
 * A5  What neither input changes by itself, held against the same revision, both together do not change: an input that is
 *     no news leaves `known` as it is, and by that the other one is judged. A vehicle that is as it was last known is no
 *     news: what time alone changes, the judgement with the travel time finds.
 */
import { formatInstant } from './instants.ts';
import { gridOf, latestGridInstantMs, nextInstantMs } from './leg-grid.ts';
import { judgeRisk } from './leg-risk.ts';
import type { Policy } from './policy.ts';
import type { LegKind, LegState, LegWindow } from './trip-leg.ts';

export interface AssessmentRequest {
  /** The instant that was due. */
  readonly atMs: number;
  /** Start of the window by whose grid it was due; null where an event asked for it. */
  readonly gridOf: string | null;
  /** When the code runs. */
  readonly handledAtMs: number;
}

/** What could be read; null where it could not. */
export interface AssessmentInputs {
  readonly minutes: number | null;
  /** The vehicle that the booking names now. */
  readonly vehicle: { readonly vehicleId: string; readonly kind: LegKind; readonly isReady: boolean | null };
}

/** The record after the assessment; the same record if there is nothing to write. */
export function assessLeg(
  leg: LegState,
  request: AssessmentRequest,
  inputs: AssessmentInputs,
  policy: Policy,
): LegState {
  if (leg.outcome !== null || leg.window === null) return leg;
  const nowMs = judgedAtMs(leg.window, request, policy);
  if (nowMs === undefined || (leg.assessedAt !== null && nowMs < Date.parse(leg.assessedAt))) return leg;

  const { vehicle } = inputs;
  const known = learn(leg.known, inputs);
  const { level, reasons } = judgeRisk(
    {
      nowMs,
      window: leg.window,
      kind: vehicle.kind,
      hasDriver: leg.driverId !== null,
      minutes: known.minutes,
      isVehicleReady: known.readiness[vehicle.vehicleId] ?? null,
    },
    policy,
  );
  // A quiet assessment of the grid, which is nearly every one, writes nothing; one that was asked for is ticked off.
  if (level === leg.level && known === leg.known && request.gridOf !== null) return leg;
  const assessed = { ...leg, known, assessedAt: formatInstant(nowMs) };
  if (level === leg.level) return assessed;
  return { ...assessed, level, changes: leg.changes + 1, untold: { from: leg.level, to: level, reasons } };
}

/** Whether an assessment with these inputs has anything to write or to tell. Nothing of it is stored. */
export function isNews(leg: LegState, request: AssessmentRequest, inputs: AssessmentInputs, policy: Policy): boolean {
  if (leg.outcome !== null) return false;
  return leg.untold !== null || assessLeg(leg, request, inputs, policy) !== leg;
}

/**
 * The instant that is judged. Undefined: a firing of a grid that is not the leg's any more, or so late that the next
 * one has been due since, which knows better.
 */
function judgedAtMs(window: LegWindow, request: AssessmentRequest, policy: Policy): number | undefined {
  if (request.gridOf === null) return request.atMs;
  if (request.gridOf !== window.start) return undefined;
  // Schedules know whole seconds, and fire late rather than early: the instant of the grid is the one before.
  const nowMs = latestGridInstantMs(window, request.atMs, policy);
  if (nowMs === undefined) return undefined;
  const isOvertaken = gridOf(window, policy).some((segment) => {
    const nextMs = nextInstantMs(segment, nowMs);
    return nextMs !== undefined && nextMs <= request.handledAtMs;
  });
  return isOvertaken ? undefined : nowMs;
}

/** What is known after these inputs; the same object if they say nothing new. */
function learn(known: LegState['known'], { minutes, vehicle }: AssessmentInputs): LegState['known'] {
  const { vehicleId, isReady } = vehicle;
  const isNewMinutes = minutes !== null && minutes !== known.minutes;
  const isNewReadiness = isReady !== null && isReady !== known.readiness[vehicleId];
  if (!isNewMinutes && !isNewReadiness) return known;
  return {
    minutes: minutes ?? known.minutes,
    readiness: isReady === null ? known.readiness : { ...known.readiness, [vehicleId]: isReady },
  };
}
