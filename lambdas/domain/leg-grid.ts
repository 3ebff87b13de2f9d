/**
 * The grid of a leg's assessments: counted back from the start of its window, denser the nearer it comes.
 *
 * G1  Every instant of the grid is in one segment only: where two meet, it is the first of the denser one.
 * G2  The grid depends on the window alone: nothing that happens shifts it.
 */
import { hourMs, minuteMs, parseInstant } from './instants.ts';
import type { Policy } from './policy.ts';
import type { GridSegmentName, LegWindow } from './trip-leg.ts';

/** Equal distances. Milliseconds since the epoch. */
export interface GridSegment {
  readonly name: GridSegmentName;
  readonly everyMinutes: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** From here on the leg acts: the first instant of its grid. */
export function actsFromMs({ start }: LegWindow, { tripLegs }: Policy): number {
  return parseInstant(start) - tripLegs.actsBeforeWindowHours * hourMs;
}

/** A leg that nobody has ended ends here. */
export function abandonedAtMs({ end }: LegWindow, { tripLegs }: Policy): number {
  return parseInstant(end) + tripLegs.abandonedAfterWindowHours * hourMs;
}

export function gridOf(window: LegWindow, policy: Policy): readonly GridSegment[] {
  const { nearBeforeWindowHours, closeBeforeWindowHours, ...every } = policy.tripLegs;
  const startMs = parseInstant(window.start);
  const nearMs = startMs - nearBeforeWindowHours * hourMs;
  const closeMs = startMs - closeBeforeWindowHours * hourMs;
  return [
    ...segment('far', actsFromMs(window, policy), every.farEveryMinutes, nearMs),
    ...segment('near', nearMs, every.nearEveryMinutes, closeMs),
    ...segment('close', closeMs, every.closeEveryMinutes, abandonedAtMs(window, policy)),
  ];
}

/** The instants before `untilMs`; none, and no segment, where it does not begin before that. */
function segment(name: GridSegmentName, firstMs: number, everyMinutes: number, untilMs: number): GridSegment[] {
  const everyMs = everyMinutes * minuteMs;
  const count = Math.ceil((untilMs - firstMs) / everyMs);
  return count < 1 ? [] : [{ name, everyMinutes, firstMs, lastMs: firstMs + (count - 1) * everyMs }];
}

/** First instant of the segment after `afterMs`; undefined if there is none. */
export function nextInstantMs({ firstMs, lastMs, everyMinutes }: GridSegment, afterMs: number): number | undefined {
  const everyMs = everyMinutes * minuteMs;
  const nextMs = firstMs + Math.max(0, Math.floor((afterMs - firstMs) / everyMs) + 1) * everyMs;
  return nextMs <= lastMs ? nextMs : undefined;
}

/** Last instant of the grid that is not after `atMs`; undefined before the first. */
export function latestGridInstantMs(window: LegWindow, atMs: number, policy: Policy): number | undefined {
  const current = gridOf(window, policy).findLast(({ firstMs }) => firstMs <= atMs);
  if (!current) return undefined;
  const { firstMs, lastMs, everyMinutes } = current;
  const everyMs = everyMinutes * minuteMs;
  return Math.min(lastMs, firstMs + Math.floor((atMs - firstMs) / everyMs) * everyMs);
}

/** Name of the schedule of a segment. `_` is in no id. */
export function legScheduleName(legId: string, segmentName: GridSegmentName): string {
  return `${legId}_${segmentName}`;
}

export function sameWindow(a: LegWindow | null, b: LegWindow | null): boolean {
  return a?.start === b?.start && a?.end === b?.end;
}
