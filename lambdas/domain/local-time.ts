/** Wall clocks: from an instant to what a clock on the wall of a zone shows, and back. */
import { DateTime } from 'luxon';
import type { Policy } from './policy.ts';

export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly minuteOfDay: number;
}

/**
 * The instant at which the clocks of a zone show this time. One that they show twice is the earlier; one that they skip is
 * later by what they skip. `day` may lie outside its month and counts on into its neighbours.
 */
export function wallTimeToMs({ year, month, day, minuteOfDay }: WallTime, zone: string): number {
  const date = DateTime.utc(year, month, 1).plus({ days: day - 1 });
  const shown = DateTime.fromObject(
    {
      year: date.year,
      month: date.month,
      day: date.day,
      hour: Math.floor(minuteOfDay / 60),
      minute: minuteOfDay % 60,
    },
    { zone },
  );
  if (!shown.isValid) throw new RangeError(`no wall time in zone ${zone}`);
  return Math.min(...shown.getPossibleOffsets().map((candidate) => candidate.toMillis()));
}

export function msToWallTime(atMs: number, zone: string): WallTime {
  const shown = DateTime.fromMillis(atMs, { zone });
  if (!shown.isValid) throw new RangeError(`no wall time in zone ${zone}`);
  return { year: shown.year, month: shown.month, day: shown.day, minuteOfDay: shown.hour * 60 + shown.minute };
}

/** Whether customers are left in peace at this instant. */
export function isQuiet(atMs: number, zone: string, { quietHours }: Policy): boolean {
  const { minuteOfDay } = msToWallTime(atMs, zone);
  return minuteOfDay >= quietHours.fromMinuteOfDay || minuteOfDay < quietHours.untilMinuteOfDay;
}

/** A quiet instant moves to the evening on which its quiet period began; one that is not quiet stays. */
export function moveBeforeQuietHours(atMs: number, zone: string, policy: Policy): number {
  if (!isQuiet(atMs, zone, policy)) return atMs;
  const { quietHours } = policy;
  const wall = msToWallTime(atMs, zone);
  const daysBack = wall.minuteOfDay < quietHours.untilMinuteOfDay ? 1 : 0;
  return wallTimeToMs({ ...wall, day: wall.day - daysBack, minuteOfDay: quietHours.movedAheadToMinuteOfDay }, zone);
}

/** A quiet instant moves to the morning on which its quiet period ends; one that is not quiet stays. */
export function moveAfterQuietHours(atMs: number, zone: string, policy: Policy): number {
  if (!isQuiet(atMs, zone, policy)) return atMs;
  const { quietHours } = policy;
  const wall = msToWallTime(atMs, zone);
  const daysOn = wall.minuteOfDay < quietHours.untilMinuteOfDay ? 0 : 1;
  return wallTimeToMs({ ...wall, day: wall.day + daysOn, minuteOfDay: quietHours.untilMinuteOfDay }, zone);
}
