import type { Kernel } from '../../../kernel/kernel.ts';
import type { Alarm } from './alarm.ts';
import type { AlarmState } from './evaluate-alarm.ts';

/** What subscribers of an alarm's topic get. */
export function alarmMessage(
  { accountId, region }: Pick<Kernel, 'accountId' | 'region'>,
  { arn, configuredAtMs, definition, reason, state, stateUpdatedAtMs }: Alarm,
  previousState: AlarmState,
): string {
  const { statistic } = definition;
  const isPercentile = statistic.startsWith('p');
  return JSON.stringify({
    AlarmName: definition.name,
    AlarmDescription: definition.description ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAtMs).toISOString(),
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: new Date(stateUpdatedAtMs).toISOString(),
    Region: region,
    AlarmArn: arn,
    OldStateValue: previousState,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    Trigger: {
      MetricName: definition.metricName,
      Namespace: definition.namespace,
      StatisticType: isPercentile ? 'ExtendedStatistic' : 'Statistic',
      [isPercentile ? 'ExtendedStatistic' : 'Statistic']: isPercentile ? statistic : upperSnake(statistic),
      Unit: null,
      Dimensions: Object.entries(definition.dimensions).map(([name, value]) => ({ value, name })),
      Period: definition.periodSeconds,
      EvaluationPeriods: definition.evaluationPeriods,
      DatapointsToAlarm: definition.datapointsToAlarm,
      ComparisonOperator: definition.comparisonOperator,
      Threshold: definition.threshold,
      TreatMissingData: definition.treatMissingData,
    },
  });
}

/** `SampleCount` as `SAMPLE_COUNT`. */
function upperSnake(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
