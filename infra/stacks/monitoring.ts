/** The alarms of a stage. Each kind has a file in `infra/constructs/alarms/`, a runbook and a test that plays its fault. */
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { AlarmTopic } from '../constructs/alarms/alarm-topic.ts';
import type { AlarmSurroundings } from '../constructs/alarms/create-alarm.ts';
import {
  createWorkflowAbortedAlarm,
  createWorkflowFailedAlarm,
  createWorkflowTimedOutAlarm,
} from '../constructs/alarms/workflow-ends.ts';
import type { MachineType, Names } from '../names.ts';

export interface MonitoringProps {
  readonly machines: ReadonlyMap<MachineType, IStateMachine>;
  readonly names: Names;
  readonly configuration: Configuration;
}

export class Monitoring extends Construct {
  readonly alarmTopic: AlarmTopic;
  /** By workflow: what takes a new version back while it is being deployed. */
  readonly workflowFailedAlarms = new Map<MachineType, Alarm>();

  constructor(scope: Construct, id: string, { machines, names, configuration }: MonitoringProps) {
    super(scope, id);
    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { names, configuration });
    const surroundings: AlarmSurroundings = {
      scope: this,
      prefix: names.prefix,
      topic: this.alarmTopic.topic,
      runbooksUrl: configuration.runbooksUrl,
    };
    for (const [type, machine] of machines) {
      this.workflowFailedAlarms.set(type, createWorkflowFailedAlarm(surroundings, type, machine));
      createWorkflowTimedOutAlarm(surroundings, type, machine);
      createWorkflowAbortedAlarm(surroundings, type, machine);
    }
  }
}
