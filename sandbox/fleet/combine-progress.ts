import type { FleetPart } from './divide-fleet.ts';
import type { PartProgress } from './play-part.ts';
import type { Window } from './write-booking.ts';

export interface FleetProgress {
  /** From 0 to 1. */
  readonly share: number;
  /** How far its bookings are on average: parts are played at different times. */
  readonly nowMs: number;
  /** Of all parts that were begun. */
  readonly lambdaInvocations: number;
}

/** Tells how far a fleet is when one of its parts tells how far it is; what is no part of it tells nothing. */
export function combineProgress(
  parts: readonly FleetPart[],
  { startMs, endMs }: Window,
  onProgress: (progress: FleetProgress) => void,
): (part: FleetPart, progress: PartProgress) => void {
  const progressOf = new Map<FleetPart, PartProgress>(parts.map((part) => [part, { share: 0, lambdaInvocations: 0 }]));
  const sum = (read: (part: FleetPart, progress: PartProgress) => number): number =>
    [...progressOf].reduce((total, [part, progress]) => total + read(part, progress), 0);
  // A part without bookings still has its time to pass.
  const weightOf = ({ bookings }: FleetPart): number => Math.max(1, bookings);
  const weights = sum(weightOf);
  return (part, progress) => {
    if (!progressOf.has(part)) return;
    progressOf.set(part, progress);
    const share = sum((one, { share }) => weightOf(one) * share) / weights;
    onProgress({
      share,
      nowMs: startMs + share * (endMs - startMs),
      lambdaInvocations: sum((_, { lambdaInvocations }) => lambdaInvocations),
    });
  };
}
