/** Names that a reminder has outside: functions of what it is known by, so that the same reminder is found again. */
import { createHash } from 'node:crypto';
import { parseInstant } from './instants.ts';

/** The Scheduler's bound. Unit: characters. */
const scheduleNameLimit = 64;

/**
 * Name of the schedule of a reminder. `_` is in no id and in no kind.
 * @param id of the booking or subscription: their kinds differ, so that they may have one id
 */
export function reminderScheduleName(id: string, kind: string, lookAt: string): string {
  const name = `${id}_${kind}_${compact(lookAt)}`;
  if (name.length <= scheduleNameLimit) return name;
  return `${createHash('sha256').update(id).digest('hex').slice(0, 32)}_${kind}_${compact(lookAt)}`;
}

/**
 * Name of the execution that a reminder's schedule starts. It has the due time in it: a reminder that was moved is not
 * held up by its execution at the old time. At most 80 characters, as ids have at most 40 and kinds 18.
 */
export function reminderExecutionName(id: string, kind: string, lookAt: string, dueAt: string): string {
  return `${id}_${kind}_${compact(lookAt)}_${compact(dueAt)}`;
}

/** An instant in 8 or 9 characters. */
const compact = (instant: string): string => parseInstant(instant).toString(36);
