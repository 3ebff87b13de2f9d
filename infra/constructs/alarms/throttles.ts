/** Quotas of the account and Region: what else runs there counts too, and takes from the same. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

const period = Duration.minutes(5);
/** Each is repeated: a few are what a burst looks like that was spread. */
const manyThrottles = 10;

/** Which bucket of Step Functions ran empty: transitions, which are then delayed, or calls, which are refused. */
export const WATCHED_BUCKETS = [
  { subject: 'transitions', dimension: { ServiceMetric: 'StateTransition' }, what: 'State transitions were delayed' },
  { subject: 'starts', dimension: { APIName: 'StartExecution' }, what: 'Starts of executions were refused' },
  {
    subject: 'signals',
    dimension: { APIName: 'SendTaskSuccess' },
    what: 'Deliveries to waiting executions were refused',
  },
] as const;

export function createFunctionsThrottledAlarm(surroundings: AlarmSurroundings) {
  return createAlarm(surroundings, {
    kind: 'functions-throttled',
    meaning: `Lambda refused ${manyThrottles} invocations or more in a minute: a function's reserved concurrency, or the account's, is used up`,
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      period: Duration.minutes(1),
      statistic: 'Sum',
    }),
    threshold: manyThrottles,
    // Any minute of five: a storm that breathes is one alarm.
    evaluationPeriods: 5,
    datapointsToAlarm: 1,
    firesWithinMinutes: 10,
  });
}

export function createStepFunctionsThrottledAlarm(
  surroundings: AlarmSurroundings,
  { subject, dimension, what }: (typeof WATCHED_BUCKETS)[number],
) {
  return createAlarm(surroundings, {
    kind: 'step-functions-throttled',
    subject,
    meaning: `${what} by Step Functions, whose quota for the account and Region is used up`,
    metric: new Metric({
      namespace: 'AWS/States',
      metricName: 'ThrottledEvents',
      dimensionsMap: dimension,
      period,
      statistic: 'Sum',
    }),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}
