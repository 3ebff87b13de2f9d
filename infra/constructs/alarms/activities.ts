/**
 * Two alarms for each function. Both are on Lambda's own metrics: what Step Functions counts of `lambda:invoke` tasks is one
 * series for all functions together (`ServiceIntegration…`), and its metrics by function are those of tasks that name a
 * function's ARN as their resource, which ours do not.
 */
import { Duration } from 'aws-cdk-lib';
import type { Activity } from '../activity.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

const period = Duration.minutes(5);
/** Two of three: neither a single slow minute nor a single failed retry. */
const steadily = { evaluationPeriods: 3, datapointsToAlarm: 2, firesWithinMinutes: 20 };
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
