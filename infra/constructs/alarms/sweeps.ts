/** The heartbeat of workflows, as the sweeper finds it, and that of the sweeper itself. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { EntityType } from '../../names.ts';
import { toPascalCase } from '../definition.ts';
import { businessMetric } from './business-metrics.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

export interface SweepAlarmProps {
  /** Name of the function that sweeps. */
  readonly sweeper: string;
  readonly sweepEveryMinutes: number;
}

/** While nobody sweeps nobody knows: the alarm stays as it is, and that on missing sweeps tells why. */
export function createStaleWorkflowsAlarm(
  surroundings: AlarmSurroundings,
  type: EntityType,
  { sweeper, sweepEveryMinutes }: SweepAlarmProps,
) {
  return createAlarm(surroundings, {
    kind: 'workflow-stale',
    subject: type,
    meaning: `Something was expected of a workflow of type ${type} by an instant that has passed, and a sweep could not bring it on`,
    metric: businessMetric(sweeper, `Stale${toPascalCase(type)}`, Duration.minutes(sweepEveryMinutes), 'Maximum'),
    threshold: 1,
    treatMissingData: TreatMissingData.IGNORE,
    firesWithinMinutes: sweepEveryMinutes + 5,
  });
}

/** The only alarm that silence fires. CloudWatch looks at two periods more than it is told to before silence counts. */
export function createSweepsMissingAlarm(surroundings: AlarmSurroundings, props: SweepAlarmProps) {
  const { sweeper, sweepEveryMinutes } = props;
  return createAlarm(surroundings, {
    kind: 'sweeps-missing',
    meaning: 'Nobody has looked for stale workflows, which no other alarm would tell of',
    metric: businessMetric(sweeper, 'SweepCompleted', Duration.minutes(sweepEveryMinutes)),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    firesWithinMinutes: 3 * sweepEveryMinutes + 5,
  });
}
