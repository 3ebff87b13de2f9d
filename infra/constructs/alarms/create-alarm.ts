import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { toPascalCase } from '../definition.ts';

/** What every alarm is made in. */
export interface AlarmSurroundings {
  readonly scope: Construct;
  /** `legwork-<stage>`: begins every alarm's name. */
  readonly prefix: string;
  readonly topic: ITopic;
  /** What comes before `/<alarm>.md` in a link to a runbook. */
  readonly runbooksUrl: string;
}

export interface AlarmDefinition {
  /** Kind of alarm and name of its runbook. */
  readonly kind: string;
  /** What it watches, where there are several of the kind: a workflow type, an activity, a queue. */
  readonly subject?: string;
  /** What has happened when it fires: a sentence without its full stop. */
  readonly meaning: string;
  /** With its period and statistic. */
  readonly metric: IMetric;
  readonly threshold: number;
  /** Default: at or above the threshold. */
  readonly comparisonOperator?: ComparisonOperator;
  /** Periods that are looked at. Default: 1. */
  readonly evaluationPeriods?: number;
  /** How many of them have to be beyond the threshold. Default: all. */
  readonly datapointsToAlarm?: number;
  /** What a period without data means. Default: that nothing happened in it, which is how AWS counts events. */
  readonly treatMissingData?: TreatMissingData;
  /** How long after its cause it fires at the latest, CloudWatch's own delay included. Unit: minutes. */
  readonly firesWithinMinutes: number;
}

/** An alarm that tells the topic when it fires and when it clears, and says where to read on. */
export function createAlarm(surroundings: AlarmSurroundings, definition: AlarmDefinition): Alarm {
  const { scope, prefix, topic, runbooksUrl } = surroundings;
  const { kind, subject, meaning, metric, threshold, firesWithinMinutes } = definition;
  const evaluationPeriods = definition.evaluationPeriods ?? 1;
  const name = subject === undefined ? kind : `${kind}-${subject}`;
  const alarm = new Alarm(scope, toPascalCase(name), {
    alarmName: `${prefix}-${name}`,
    alarmDescription: `${meaning}. Fires within ${firesWithinMinutes} minutes. Runbook: ${runbooksUrl}/${kind}.md`,
    metric,
    threshold,
    comparisonOperator: definition.comparisonOperator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods,
    datapointsToAlarm: definition.datapointsToAlarm ?? evaluationPeriods,
    treatMissingData: definition.treatMissingData ?? TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
