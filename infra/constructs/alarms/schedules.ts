/**
 * Firings that do not reach what they start. Scheduler's metrics know groups and no schedules, so each use has a group of its
 * own: `reminders`, `leg-assessment`, `vehicle-check`, `operations`.
 */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

export interface WatchedGroup {
  /** Without the stage's prefix. */
  readonly name: string;
  /** Firings that do not get through are tried again. Otherwise each of them is lost. */
  readonly isRetried: boolean;
}

const groupMetric = (
  { prefix }: AlarmSurroundings,
  { name }: WatchedGroup,
  metricName: string,
  period = Duration.minutes(5),
) =>
  new Metric({
    namespace: 'AWS/Scheduler',
    metricName,
    dimensionsMap: { ScheduleGroup: `${prefix}-${name}` },
    period,
    statistic: 'Sum',
  });

/** One that is repeated and gets through is nobody's concern: where they are repeated, it takes two minutes of half an hour. */
export function createScheduleErrorsAlarm(surroundings: AlarmSurroundings, group: WatchedGroup) {
  return createAlarm(surroundings, {
    kind: 'schedules-failing',
    subject: group.name,
    meaning: `What schedules of the group ${group.name} are to start cannot be started`,
    metric: groupMetric(surroundings, group, 'TargetErrorCount', Duration.minutes(1)),
    threshold: 1,
    ...(group.isRetried ? { evaluationPeriods: 30, datapointsToAlarm: 2 } : {}),
    firesWithinMinutes: group.isRetried ? 15 : 10,
  });
}

export function createScheduleDropsAlarm(surroundings: AlarmSurroundings, group: WatchedGroup) {
  return createAlarm(surroundings, {
    kind: 'schedules-dropped',
    subject: group.name,
    meaning: `A firing of a schedule of the group ${group.name} was given up and left no dead letter`,
    metric: groupMetric(surroundings, group, 'InvocationDroppedCount'),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}

export function createLostDeadLettersAlarm(surroundings: AlarmSurroundings, group: WatchedGroup) {
  return createAlarm(surroundings, {
    kind: 'schedules-dead-letter-lost',
    subject: group.name,
    meaning: `A firing of a schedule of the group ${group.name} was given up, and its dead letter could not be put into the queue`,
    metric: groupMetric(surroundings, group, 'InvocationsFailedToBeSentToDeadLetterCount'),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}
