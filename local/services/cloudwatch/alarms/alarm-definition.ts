/** What an alarm watches and when it changes, as `PutMetricAlarm` and CloudFormation name it. */
import { AwsError } from '../../../kernel/aws-error.ts';
import { toDimensions, type WireDimensions } from '../operations/wire-metrics.ts';

const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;
const treatments = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;
const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

type ComparisonOperator = keyof typeof comparisons;

export interface AlarmDefinition {
  readonly name: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, … or a percentile such as `p99`. */
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: (typeof treatments)[number];
}

/** Of the API; numbers and booleans come as text where the request was a form. */
export interface AlarmInput {
  readonly AlarmName?: string;
  readonly AlarmDescription?: string;
  readonly ActionsEnabled?: boolean | string;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: WireDimensions;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number | string;
  readonly EvaluationPeriods?: number | string;
  readonly DatapointsToAlarm?: number | string;
  readonly Threshold?: number | string;
  readonly ComparisonOperator?: string;
  readonly TreatMissingData?: string;
  readonly Metrics?: unknown;
  readonly Unit?: string;
  readonly EvaluateLowSampleCountPercentile?: string;
}

/** Longest time that an alarm looks over. Unit: seconds. */
const longestRangeSeconds = 604_800;
const longestRangeOfShortPeriodsSeconds = 86_400;

/** @throws AwsError `ValidationError` that names the member */
export function parseAlarm(input: AlarmInput): AlarmDefinition {
  const { AlarmName, Namespace, MetricName, ComparisonOperator = '' } = input;
  if (!AlarmName || AlarmName.length > 255) throw invalid('AlarmName must have 1 to 255 characters');
  refuseWhatIsNotHere(input);
  if (!Namespace || !MetricName) throw invalid('Namespace and MetricName are required');
  const statistic = input.ExtendedStatistic ?? input.Statistic ?? '';
  if (
    !(input.ExtendedStatistic === undefined
      ? statistics.includes(statistic)
      : /^p\d{1,2}(\.\d+)?$|^p100$/.test(statistic))
  ) {
    throw invalid(
      'Statistic must be one of SampleCount, Average, Sum, Minimum, Maximum, or ExtendedStatistic a percentile',
    );
  }
  const periodSeconds = integer('Period', input.Period, 1);
  if (periodSeconds % 60 !== 0)
    throw invalid('Period: the local runtime keeps minutes, so it must be a multiple of 60');
  const evaluationPeriods = integer('EvaluationPeriods', input.EvaluationPeriods, 1);
  const rangeSeconds = periodSeconds * evaluationPeriods;
  if (rangeSeconds > (periodSeconds < 3_600 ? longestRangeOfShortPeriodsSeconds : longestRangeSeconds)) {
    throw invalid('Metrics cannot be checked across more than a week, or a day where Period is under an hour');
  }
  const datapointsToAlarm = integer('DatapointsToAlarm', input.DatapointsToAlarm ?? evaluationPeriods, 1);
  if (datapointsToAlarm > evaluationPeriods) throw invalid('DatapointsToAlarm must not be more than EvaluationPeriods');
  if (!isComparison(ComparisonOperator)) throw invalid('ComparisonOperator is not one that the local runtime knows');
  const treatMissingData = treatments.find((one) => one === (input.TreatMissingData ?? 'missing'));
  if (treatMissingData === undefined) throw invalid(`TreatMissingData must be one of ${treatments.join(', ')}`);
  const threshold = Number(input.Threshold ?? Number.NaN);
  if (!Number.isFinite(threshold)) throw invalid('Threshold must be a number');
  return {
    name: AlarmName,
    ...(input.AlarmDescription !== undefined && { description: input.AlarmDescription }),
    actionsEnabled: String(input.ActionsEnabled ?? true) === 'true',
    alarmActions: input.AlarmActions ?? [],
    okActions: input.OKActions ?? [],
    insufficientDataActions: input.InsufficientDataActions ?? [],
    namespace: Namespace,
    metricName: MetricName,
    dimensions: toDimensions(input.Dimensions),
    ...{ statistic, periodSeconds, evaluationPeriods, datapointsToAlarm, threshold, treatMissingData },
    comparisonOperator: ComparisonOperator,
  };
}

export function isBreaching({ comparisonOperator, threshold }: AlarmDefinition, value: number): boolean {
  return comparisons[comparisonOperator](value, threshold);
}

function isComparison(operator: string): operator is ComparisonOperator {
  return Object.hasOwn(comparisons, operator);
}

function refuseWhatIsNotHere({ Metrics, Unit, EvaluateLowSampleCountPercentile }: AlarmInput): void {
  if (Metrics !== undefined) throw invalid('Metrics: the local runtime has alarms on one metric, not on expressions');
  if (Unit !== undefined) throw invalid('Unit: the local runtime has alarms on metrics of any unit');
  if ((EvaluateLowSampleCountPercentile ?? 'evaluate') !== 'evaluate') {
    throw invalid('EvaluateLowSampleCountPercentile: the local runtime evaluates percentiles of few samples too');
  }
}

function integer(member: string, value: number | string | undefined, least: number): number {
  const number = Number(value ?? Number.NaN);
  if (!Number.isInteger(number) || number < least) throw invalid(`${member} must be an integer of at least ${least}`);
  return number;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
