import { IANAZone } from 'luxon';
import { day, hour, minute } from './timeline.ts';

// A wall clock's reading is kept as the instant at which a clock in UTC reads the same.

const offsetMs = (zone: string, atMs: number): number => IANAZone.create(zone).offset(atMs) * minute;

const read = (zone: string, atMs: number): number => atMs + offsetMs(zone, atMs);

/** When a clock reads this: the first of two instants; for one that is skipped, later by what is skipped. */
function instantOf(zone: string, reading: number): number {
  const before = offsetMs(zone, reading - day);
  const after = offsetMs(zone, reading + day);
  const found = [reading - before, reading - after].filter((atMs) => read(zone, atMs) === reading);
  return found.length > 0 ? Math.min(...found) : reading - before;
}

/** Quiet are 21:00 to before 08:00. Ahead: 20:30 of the evening on which they began; on: 08:00 of the morning after. */
export function outOfQuietHours(zone: string, atMs: number, direction: 'ahead' | 'on'): number {
  const reading = read(zone, atMs);
  const midnight = Math.floor(reading / day) * day;
  const time = reading - midnight;
  if (time >= 8 * hour && time < 21 * hour) return atMs;
  const evening = time >= 21 * hour ? midnight : midnight - day;
  return instantOf(zone, direction === 'ahead' ? evening + 20.5 * hour : evening + day + 8 * hour);
}

/** So many calendar months later on the wall clock, the day clamped to the month's last. */
export function addMonths(zone: string, atMs: number, months: number): number {
  if (months === 0) return atMs;
  const reading = read(zone, atMs);
  const from = new Date(reading);
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const dayOfMonth = Math.min(from.getUTCDate(), last);
  return instantOf(zone, first + (dayOfMonth - 1) * day + (reading - Math.floor(reading / day) * day));
}

export const isZone = (zone: string): boolean => IANAZone.isValidZone(zone);
