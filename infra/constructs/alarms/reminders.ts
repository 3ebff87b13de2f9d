import { businessMetric } from './business-metrics.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

/** @param handlerName who gave it up: the function that sends, or the one that ends a day of vain attempts */
export function createRemindersDroppedAlarm(surroundings: AlarmSurroundings, handlerName: string) {
  return createAlarm(surroundings, {
    kind: 'reminders-dropped',
    subject: handlerName,
    meaning: `A reminder or an e-mail was dropped by ${handlerName} because it had come too late to be of use`,
    metric: businessMetric(handlerName, 'ReminderDroppedLate'),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}

export function createRemindersLateAlarm(surroundings: AlarmSurroundings, handlerName: string) {
  return createAlarm(surroundings, {
    kind: 'reminders-late',
    meaning: 'A reminder or an e-mail went out more than 15 minutes after it was due',
    metric: businessMetric(handlerName, 'ReminderSentLate'),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}
