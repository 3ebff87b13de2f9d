import { cronFields, parseCronValue, parseCronValues } from './cron-field.ts';
import { dayMs } from './wall-time.ts';

/** Whether a cron expression means a day of a month: `day` counts from 1, `month` from 1. */
export type DayRule = (year: number, month: number, day: number) => boolean;

const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday. */
const dayOfWeek = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** Day of month and day of week: exactly one of them is `?`. */
export function parseDayRule(daysOfMonth: string, daysOfWeek: string): DayRule | undefined {
  if ((daysOfMonth === '?') === (daysOfWeek === '?')) return undefined;
  return daysOfWeek === '?' ? parseDaysOfMonth(daysOfMonth) : parseDaysOfWeek(daysOfWeek);
}

/** Plain values, `L` (the last day), `15W` (the weekday nearest to the 15th) or `LW`. */
function parseDaysOfMonth(text: string): DayRule | undefined {
  if (text.toUpperCase() === 'L') return (year, month, day) => day === lastDayOf(year, month);
  if (text.toUpperCase() === 'LW') {
    return (year, month, day) => day === nearestWeekday(year, month, lastDayOf(year, month));
  }
  const [, nearest] = /^([0-9]{1,2})W$/i.exec(text) ?? [];
  if (nearest !== undefined) {
    const wanted = parseCronValue(nearest, cronFields.dayOfMonth);
    if (wanted === undefined) return undefined;
    return (year, month, day) => wanted <= lastDayOf(year, month) && day === nearestWeekday(year, month, wanted);
  }
  const days = parseCronValues(text, cronFields.dayOfMonth);
  return days && ((_year, _month, day) => days.has(day));
}

/** The day itself from Monday to Friday, otherwise the nearest such day of the same month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = dayOfWeek(year, month, day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === lastDayOf(year, month) ? day - 2 : day + 1;
  return day;
}

/** Plain values, `L` (Saturday), `6L` (the last Friday) or `6#3` (the third Friday). */
function parseDaysOfWeek(text: string): DayRule | undefined {
  if (text.toUpperCase() === 'L') return (year, month, day) => dayOfWeek(year, month, day) === 7;
  const [, lastText] = /^(\w+)L$/i.exec(text) ?? [];
  if (lastText !== undefined) {
    const wanted = parseCronValue(lastText, cronFields.dayOfWeek);
    if (wanted === undefined) return undefined;
    return (year, month, day) => dayOfWeek(year, month, day) === wanted && day > lastDayOf(year, month) - 7;
  }
  const [, numberedText, number] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (numberedText !== undefined) {
    const wanted = parseCronValue(numberedText, cronFields.dayOfWeek);
    if (wanted === undefined) return undefined;
    return (year, month, day) => dayOfWeek(year, month, day) === wanted && Math.ceil(day / 7) === Number(number);
  }
  const days = parseCronValues(text, cronFields.dayOfWeek);
  return days && ((year, month, day) => days.has(dayOfWeek(year, month, day)));
}

/** Midnight of the first day at or after that of `wallMs` that a rule, set of months and set of years mean. */
export function firstDayFrom(
  wallMs: number,
  isMeant: DayRule,
  months: ReadonlySet<number>,
  years: ReadonlySet<number>,
): number | undefined {
  let midnightMs = Math.floor(wallMs / dayMs) * dayMs;
  for (;;) {
    const date = new Date(midnightMs);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + 1;
    if (year > cronFields.year.most) return undefined;
    if (!years.has(year)) midnightMs = Date.UTC(year + 1, 0, 1);
    else if (!months.has(month)) midnightMs = Date.UTC(year, month, 1);
    else if (isMeant(year, month, date.getUTCDate())) return midnightMs;
    else midnightMs += dayMs;
  }
}
