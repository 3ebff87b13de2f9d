import { type DayRule, firstDayFrom, parseDayRule } from './cron-days.ts';
import { cronFields, parseCronValues } from './cron-field.ts';
import { dayMs, minuteMs, toInstantMs, toWallMs, type WallMs } from './wall-time.ts';

export interface Cron {
  /** Minutes of a day, ascending. */
  readonly minutesOfDay: readonly number[];
  readonly isDay: DayRule;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
}

/** Parses the six fields `minutes hours day-of-month month day-of-week year`; undefined if they are not valid. */
export function parseCron(fields: string): Cron | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...rest] = fields.split(' ');
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year || rest.length > 0) return undefined;
  const minutes = parseCronValues(minute, cronFields.minute);
  const hours = parseCronValues(hour, cronFields.hour);
  const isDay = parseDayRule(dayOfMonth, dayOfWeek);
  const months = parseCronValues(month, cronFields.month);
  const years = parseCronValues(year, cronFields.year);
  if (!minutes || !hours || !isDay || !months || !years) return undefined;
  const minutesOfDay = [...hours].flatMap((oneHour) => [...minutes].map((oneMinute) => oneHour * 60 + oneMinute));
  return { minutesOfDay: minutesOfDay.sort((one, other) => one - other), isDay, months, years };
}

/**
 * First instant after `afterMs` that the expression means on clocks of the zone. A time that clocks jump over is left
 * out, one that they show twice counts the first time.
 */
export function nextCronInstantMs(cron: Cron, afterMs: number, zoneName: string): number | undefined {
  let fromMs: WallMs = Math.floor(toWallMs(afterMs, zoneName) / minuteMs) * minuteMs;
  for (;;) {
    const wallMs = firstWallMsFrom(cron, fromMs);
    if (wallMs === undefined) return undefined;
    const instantMs = toInstantMs(wallMs, zoneName);
    if (instantMs !== undefined && instantMs > afterMs) return instantMs;
    fromMs = wallMs + minuteMs;
  }
}

function firstWallMsFrom(cron: Cron, fromMs: WallMs): WallMs | undefined {
  let searchFromMs = fromMs;
  for (;;) {
    const midnightMs = firstDayFrom(searchFromMs, cron.isDay, cron.months, cron.years);
    if (midnightMs === undefined) return undefined;
    const leastMinute = Math.ceil((searchFromMs - midnightMs) / minuteMs);
    const minuteOfDay = cron.minutesOfDay.find((minute) => minute >= leastMinute);
    if (minuteOfDay !== undefined) return midnightMs + minuteOfDay * minuteMs;
    searchFromMs = midnightMs + dayMs;
  }
}
