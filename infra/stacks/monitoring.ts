/** The alarms of a stage. Each kind has a factory in `infra/constructs/alarms/`, a runbook and a test that plays its fault. */
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { createActivityErrorsAlarm, createActivityLatencyAlarm } from '../constructs/alarms/activities.ts';
import { AlarmTopic } from '../constructs/alarms/alarm-topic.ts';
import type { AlarmSurroundings } from '../constructs/alarms/create-alarm.ts';
import { createDeadLettersAlarm } from '../constructs/alarms/dead-letters.ts';
import { createRemindersDroppedAlarm, createRemindersLateAlarm } from '../constructs/alarms/reminders.ts';
import { createRentalWatchUncheckedAlarm } from '../constructs/alarms/rental-watches.ts';
import {
  createLostDeadLettersAlarm,
  createScheduleDropsAlarm,
  createScheduleErrorsAlarm,
} from '../constructs/alarms/schedules.ts';
import { createUndeliverableSignalsAlarm } from '../constructs/alarms/signals.ts';
import { createStaleWorkflowsAlarm, createSweepsMissingAlarm } from '../constructs/alarms/sweeps.ts';
import {
  createFunctionsThrottledAlarm,
  createStepFunctionsThrottledAlarm,
  WATCHED_BUCKETS,
} from '../constructs/alarms/throttles.ts';
import {
  createWorkflowAbortedAlarm,
  createWorkflowFailedAlarm,
  createWorkflowTimedOutAlarm,
} from '../constructs/alarms/workflow-ends.ts';
import { ENTITY_TYPES, type MachineType, type Names } from '../names.ts';
import type { Functions } from './functions.ts';

export interface MonitoringProps {
  readonly machines: ReadonlyMap<MachineType, IStateMachine>;
  readonly functions: Functions;
  /** By name without the stage's prefix. */
  readonly deadLetterQueues: Readonly<Record<string, IQueue>>;
  /** Groups whose firings have a dead-letter queue, by name without the stage's prefix. */
  readonly scheduleGroups: readonly string[];
  readonly sweepSchedule: CfnSchedule;
  readonly names: Names;
  readonly configuration: Configuration;
}

export class Monitoring extends Construct {
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { names, configuration } = props;
    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { names, configuration });
    const surroundings: AlarmSurroundings = {
      scope: this,
      prefix: names.prefix,
      topic: this.alarmTopic.topic,
      runbooksUrl: configuration.runbooksUrl,
    };
    createRunAlarms(surroundings, props);
    createDeliveryAlarms(surroundings, props);
    createFunctionsThrottledAlarm(surroundings);
    for (const bucket of WATCHED_BUCKETS) createStepFunctionsThrottledAlarm(surroundings, bucket);
  }
}

/** What runs: workflows, their activities, and who looks after them. */
function createRunAlarms(surroundings: AlarmSurroundings, props: MonitoringProps): void {
  const { machines, functions, sweepSchedule, configuration } = props;
  for (const [type, machine] of machines) {
    createWorkflowFailedAlarm(surroundings, type, machine);
    createWorkflowTimedOutAlarm(surroundings, type, machine);
    createWorkflowAbortedAlarm(surroundings, type, machine);
  }
  for (const activity of Object.values(functions)) {
    createActivityLatencyAlarm(surroundings, activity);
    createActivityErrorsAlarm(surroundings, activity);
  }
  const sweeps = {
    sweeper: functions['sweep-workflows'].handlerName,
    sweepEveryMinutes: configuration.sweepEveryMinutes,
  };
  for (const type of ENTITY_TYPES) createStaleWorkflowsAlarm(surroundings, type, sweeps);
  // After the schedule, which fires at once: so that it finds a sweep and no silence when it is looked at first.
  createSweepsMissingAlarm(surroundings, sweeps).node.addDependency(sweepSchedule);
  createRentalWatchUncheckedAlarm(surroundings, functions['sync-rental-watch'].handlerName);
}

/** What is to reach somebody: signals, messages, firings of schedules. */
function createDeliveryAlarms(surroundings: AlarmSurroundings, props: MonitoringProps): void {
  const { functions, deadLetterQueues, scheduleGroups } = props;
  for (const name of ['route-event', 'close-workflow'] as const) {
    createUndeliverableSignalsAlarm(surroundings, functions[name].handlerName);
  }
  for (const [name, queue] of Object.entries(deadLetterQueues)) createDeadLettersAlarm(surroundings, name, queue);
  for (const name of ['send-notification', 'drop-notification'] as const) {
    createRemindersDroppedAlarm(surroundings, functions[name].handlerName);
  }
  createRemindersLateAlarm(surroundings, functions['send-notification'].handlerName);
  const groups = scheduleGroups.map((name) => ({ name, isRetried: true }));
  for (const group of [...groups, { name: 'operations', isRetried: false }]) {
    createScheduleErrorsAlarm(surroundings, group);
    createScheduleDropsAlarm(surroundings, group);
  }
  for (const group of groups) createLostDeadLettersAlarm(surroundings, group);
}
