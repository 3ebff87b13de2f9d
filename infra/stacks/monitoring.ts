/** The alarms of a stage, and its dashboard. Each kind of alarm has a factory in `infra/constructs/alarms/`, a runbook and a test that plays its fault. */
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
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
import { createOperationsDashboard } from '../constructs/dashboard/operations-dashboard.ts';
import { ENTITY_TYPES, isExpress, type MachineType, type Names } from '../names.ts';
import type { Functions } from './functions.ts';

export interface MonitoringProps {
  readonly machines: ReadonlyMap<MachineType, IStateMachine>;
  readonly functions: Functions;
  /** By name without the stage's prefix. */
  readonly deadLetterQueues: Readonly<Record<string, IQueue>>;
  /** Groups whose firings have a dead-letter queue, by name without the stage's prefix. */
  readonly scheduleGroups: readonly string[];
  /** Between the bus and the router. */
  readonly eventQueue: IQueue;
  readonly tables: readonly ITable[];
  readonly sweepSchedule: CfnSchedule;
  readonly names: Names;
  readonly configuration: Configuration;
}

export class Monitoring extends Construct {
  readonly alarmTopic: AlarmTopic;
  /** By workflow: what takes a new version back while it is being deployed. */
  readonly workflowFailedAlarms: ReadonlyMap<MachineType, Alarm>;

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
    this.workflowFailedAlarms = new Map(
      [...props.machines].map(([type, machine]) => [type, createWorkflowFailedAlarm(surroundings, type, machine)]),
    );
    const alarms = [
      ...this.workflowFailedAlarms.values(),
      ...createRunAlarms(surroundings, props),
      ...createDeliveryAlarms(surroundings, props),
      createFunctionsThrottledAlarm(surroundings),
      ...WATCHED_BUCKETS.map((bucket) => createStepFunctionsThrottledAlarm(surroundings, bucket)),
    ];
    createOperationsDashboard(this, surroundings, alarms, {
      ...props,
      prefix: names.prefix,
      activities: Object.values(props.functions),
      sweeper: props.functions['sweep-workflows'],
      scheduleGroups: [...props.scheduleGroups, 'operations'],
    });
  }
}

/** What runs: workflows, their activities, and who looks after them. */
function createRunAlarms(surroundings: AlarmSurroundings, props: MonitoringProps): Alarm[] {
  const { machines, functions, sweepSchedule, configuration } = props;
  const sweeps = {
    sweeper: functions['sweep-workflows'].handlerName,
    sweepEveryMinutes: configuration.sweepEveryMinutes,
  };
  const sweepsMissing = createSweepsMissingAlarm(surroundings, sweeps);
  // After the schedule, which fires at once: so that it finds a sweep and no silence when it is looked at first.
  sweepsMissing.node.addDependency(sweepSchedule);
  return [
    ...[...machines].flatMap(([type, machine]) => [
      createWorkflowTimedOutAlarm(surroundings, type, machine),
      ...(isExpress(type) ? [] : [createWorkflowAbortedAlarm(surroundings, type, machine)]),
    ]),
    ...ENTITY_TYPES.map((type) => createStaleWorkflowsAlarm(surroundings, type, sweeps)),
    sweepsMissing,
    createRentalWatchUncheckedAlarm(surroundings, functions['sync-rental-watch'].handlerName),
    ...Object.values(functions).flatMap((activity) => [
      createActivityLatencyAlarm(surroundings, activity),
      createActivityErrorsAlarm(surroundings, activity),
    ]),
  ];
}

/** What is to reach somebody: signals, messages, firings of schedules. */
function createDeliveryAlarms(surroundings: AlarmSurroundings, props: MonitoringProps): Alarm[] {
  const { functions, deadLetterQueues, scheduleGroups } = props;
  const retried = scheduleGroups.map((name) => ({ name, isRetried: true }));
  const groups = [...retried, { name: 'operations', isRetried: false }];
  return [
    createUndeliverableSignalsAlarm(surroundings, functions['route-event'].handlerName),
    createUndeliverableSignalsAlarm(surroundings, functions['close-workflow'].handlerName),
    ...Object.entries(deadLetterQueues).map(([name, queue]) => createDeadLettersAlarm(surroundings, name, queue)),
    createRemindersDroppedAlarm(surroundings, functions['send-notification'].handlerName),
    createRemindersDroppedAlarm(surroundings, functions['drop-notification'].handlerName),
    createRemindersLateAlarm(surroundings, functions['send-notification'].handlerName),
    ...groups.map((group) => createScheduleErrorsAlarm(surroundings, group)),
    ...groups.map((group) => createScheduleDropsAlarm(surroundings, group)),
    ...retried.map((group) => createLostDeadLettersAlarm(surroundings, group)),
  ];
}
