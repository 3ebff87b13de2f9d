/** The alarms of a stage. Each kind has a file in `infra/constructs/alarms/`, a runbook and a test that plays its fault. */
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
      createWorkflowFailedAlarm(surroundings, type, machine);
      createWorkflowTimedOutAlarm(surroundings, type, machine);
      createWorkflowAbortedAlarm(surroundings, type, machine);
    }
  }
}
