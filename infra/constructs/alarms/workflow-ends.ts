/** One alarm for each way in which an execution must not end, and for each workflow. */
import { Duration } from 'aws-cdk-lib';
import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { MachineType } from '../../names.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

const everyMinute = { period: Duration.minutes(1), statistic: 'Sum' };

/**
 * Also what takes a new version of the workflow back while it is being deployed. It stays in alarm for five minutes after
 * a failure: CloudFormation looks about once a minute, and an alarm of one minute can lie between two looks.
 */
export function createWorkflowFailedAlarm(surroundings: AlarmSurroundings, type: MachineType, machine: IStateMachine) {
  return createEndAlarm(surroundings, 'workflow-failed', type, {
    meaning: `An execution of ${type} has failed: a step did so for good, or met an error that nothing catches`,
    metric: machine.metricFailed(everyMinute),
    evaluationPeriods: 5,
  });
}

export function createWorkflowTimedOutAlarm(
  surroundings: AlarmSurroundings,
  type: MachineType,
  machine: IStateMachine,
) {
  return createEndAlarm(surroundings, 'workflow-timed-out', type, {
    meaning: `An execution of ${type} has run out of its time as a whole`,
    metric: machine.metricTimedOut(everyMinute),
  });
}

/** Not for Express machines, whose executions nobody can stop. */
export function createWorkflowAbortedAlarm(surroundings: AlarmSurroundings, type: MachineType, machine: IStateMachine) {
  return createEndAlarm(surroundings, 'workflow-aborted', type, {
    meaning: `An execution of ${type} was stopped: by an operator, by a restart, or by a hand in the console`,
    metric: machine.metricAborted(everyMinute),
  });
}

interface EndAlarm {
  readonly meaning: string;
  readonly metric: IMetric;
  /** One bad period of so many is enough. Default: 1. */
  readonly evaluationPeriods?: number;
}

function createEndAlarm(
  surroundings: AlarmSurroundings,
  kind: string,
  type: MachineType,
  { meaning, metric, evaluationPeriods = 1 }: EndAlarm,
): Alarm {
  return createAlarm(surroundings, {
    kind,
    subject: type,
    meaning,
    metric,
    threshold: 1,
    evaluationPeriods,
    datapointsToAlarm: 1,
    firesWithinMinutes: 5,
  });
}
