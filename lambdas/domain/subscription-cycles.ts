/**
 * When the cycles of a subscription begin: n calendar months after its start, on the wall clock of its zone.
 *
 * C1  Every beginning is counted from the start, never from the cycle before: a clamped day does not stay clamped.
 * C2  The first cycle begins at the start itself, also where the wall clock shows its time twice.
 */
import { minuteMs, parseInstant } from './instants.ts';
import { msToWallTime, wallTimeToMs } from './local-time.ts';

export interface Cadence {
  readonly startsAt: string;
  readonly zone: string;
}

/** @param n from 0 */
export function cycleBeginMs({ startsAt, zone }: Cadence, n: number): number {
  const startMs = parseInstant(startsAt);
  if (n === 0) return startMs;
  const wall = msToWallTime(startMs, zone);
  const month = wall.month + n;
  const lastDay = new Date(Date.UTC(wall.year, month, 0)).getUTCDate();
  const year = wall.year + Math.floor((month - 1) / 12);
  const begin = {
    year,
    month: ((month - 1) % 12) + 1,
    day: Math.min(wall.day, lastDay),
    minuteOfDay: wall.minuteOfDay,
  };
  // Offsets are whole minutes: what is less than one is the same on every wall.
  return wallTimeToMs(begin, zone) + (startMs - Math.floor(startMs / minuteMs) * minuteMs);
}

/** The cycle that runs at an instant; one that begins just then counts. Null before the first. */
export function runningCycle(cadence: Cadence, atMs: number): number | null {
  if (atMs < cycleBeginMs(cadence, 0)) return null;
  const start = msToWallTime(parseInstant(cadence.startsAt), cadence.zone);
  const now = msToWallTime(atMs, cadence.zone);
  // At most one off, as the day of the month may still be ahead.
  let n = Math.max(0, (now.year - start.year) * 12 + now.month - start.month);
  while (cycleBeginMs(cadence, n) > atMs) n -= 1;
  while (cycleBeginMs(cadence, n + 1) <= atMs) n += 1;
  return n;
}
