/**
 * Two alarms for each function. Both are on Lambda's own metrics: what Step Functions counts of `lambda:invoke` tasks is one
 * series for all functions together (`ServiceIntegration…`), and its metrics by function are those of tasks that name a
 * function's ARN as their resource, which ours do not.
 */
import { Duration } from 'aws-cdk-lib';
import type { Activity } from '../activity.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

/**
 * Two minutes of the last thirty: not a single slow or failed call, and long enough that the retries of an outage, which come
 * every quarter of an hour in the end, stay one alarm. Single minutes, because CloudWatch moves a longer window on with every
 * minute: two failures would then be in one of them or in two by turns, and the alarm would come and go.
 */
const steadily = { evaluationPeriods: 30, datapointsToAlarm: 2, firesWithinMinutes: 15 };
const period = Duration.minutes(1);
/** Part of its timeout that a function may take before somebody should look. */
const slowPart = 0.5;
/** Part of the invocations that may fail: each is repeated, and those of a provider's outage all fail. */
const failingPart = 0.25;

export function createActivityLatencyAlarm(surroundings: AlarmSurroundings, activity: Activity) {
  const { handlerName } = activity;
  const thresholdSeconds = slowPart * activity.timeoutSeconds;
  return createAlarm(surroundings, {
    kind: 'activity-slow',
    subject: handlerName,
    meaning: `The slowest hundredth of the invocations of ${handlerName} takes ${thresholdSeconds} seconds or more, half of what it may`,
    metric: activity.function.metricDuration({ period, statistic: 'p99' }),
    threshold: 1_000 * thresholdSeconds,
    ...steadily,
  });
}

/** The average of Lambda's `Errors` is the part of the invocations that failed: each counts 0 or 1. */
export function createActivityErrorsAlarm(surroundings: AlarmSurroundings, activity: Activity) {
  const { handlerName } = activity;
  return createAlarm(surroundings, {
    kind: 'activity-failing',
    subject: handlerName,
    meaning: `A quarter of the invocations of ${handlerName} fails, or more`,
    metric: activity.function.metricErrors({ period, statistic: 'Average' }),
    threshold: failingPart,
    ...steadily,
  });
}
