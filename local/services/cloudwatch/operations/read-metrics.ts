import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Operation } from '../../../kernel/service.ts';
import { minuteMs, minuteOf } from '../metric-series.ts';
import { type Datapoint, datapoints, statistic } from '../metric-statistics.ts';
import type { MetricStore } from '../metric-store.ts';
import { fromDimensions, type Instant, toDimensions, toMs, type WireDimensions } from './wire-metrics.ts';

interface StatisticsInput {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: WireDimensions;
  readonly StartTime: Instant;
  readonly EndTime: Instant;
  /** Unit: seconds. */
  readonly Period: number;
  readonly Statistics?: readonly string[];
  readonly ExtendedStatistics?: readonly string[];
}

/** A gauge shows nothing after now. */
function rangeOf(
  { clock }: Kernel,
  { StartTime, EndTime }: { readonly StartTime: Instant; readonly EndTime: Instant },
) {
  const startMs = toMs('StartTime', StartTime);
  return { startMs, endMs: toMs('EndTime', EndTime), shownUntilMs: minuteOf(clock.nowMs()) + minuteMs };
}

export function getMetricStatisticsOperation(kernel: Kernel, metrics: MetricStore): Operation<StatisticsInput> {
  return {
    access: () => [{ action: 'cloudwatch:GetMetricStatistics', resource: '*' }],
    handle: (input) => {
      const { Namespace, MetricName, Dimensions, Statistics = [], ExtendedStatistics = [] } = input;
      const points = datapoints(metrics.find(Namespace, MetricName, toDimensions(Dimensions)), {
        ...rangeOf(kernel, input),
        periodSeconds: Number(input.Period),
      });
      const valuesOf = (point: Datapoint, names: readonly string[]): Record<string, number> =>
        Object.fromEntries(names.map((name) => [name, statistic(point, name)]));
      return {
        Label: MetricName,
        Datapoints: points.map((point) => ({
          Timestamp: new Date(point.startMs),
          Unit: point.buckets[0]!.unit,
          ...valuesOf(point, Statistics),
          ...(ExtendedStatistics.length > 0 && { ExtendedStatistics: valuesOf(point, ExtendedStatistics) }),
        })),
      };
    },
  };
}

interface MetricDataQuery {
  readonly Id: string;
  readonly Label?: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: WireDimensions };
    readonly Period: number;
    readonly Stat: string;
  };
}

interface DataInput {
  readonly MetricDataQueries: readonly MetricDataQuery[];
  readonly StartTime: Instant;
  readonly EndTime: Instant;
  readonly ScanBy?: 'TimestampAscending' | 'TimestampDescending';
}

export function getMetricDataOperation(kernel: Kernel, metrics: MetricStore): Operation<DataInput> {
  return {
    access: () => [{ action: 'cloudwatch:GetMetricData', resource: '*' }],
    handle: (input) => {
      const range = rangeOf(kernel, input);
      const queries = (input.MetricDataQueries ?? []).filter(({ ReturnData = true }) => ReturnData);
      return {
        MetricDataResults: queries.map(({ Id, Label, MetricStat }) => {
          if (!MetricStat) {
            throw new AwsError('ValidationError', 'The local runtime answers queries of metrics, not of expressions.');
          }
          const { Metric, Period, Stat } = MetricStat;
          const series = metrics.find(Metric.Namespace, Metric.MetricName, toDimensions(Metric.Dimensions));
          const points = datapoints(series, { ...range, periodSeconds: Number(Period) });
          if (input.ScanBy !== 'TimestampAscending') points.reverse();
          return {
            Id,
            Label: Label ?? Metric.MetricName,
            StatusCode: 'Complete',
            Timestamps: points.map(({ startMs }) => new Date(startMs)),
            Values: points.map((point) => statistic(point, Stat)),
          };
        }),
      };
    },
  };
}

interface ListInput {
  readonly Namespace?: string;
  readonly MetricName?: string;
}

export function listMetricsOperation(metrics: MetricStore): Operation<ListInput> {
  return {
    access: () => [{ action: 'cloudwatch:ListMetrics', resource: '*' }],
    handle: ({ Namespace, MetricName }) => ({
      Metrics: metrics
        .list()
        .filter(
          ({ namespace, name }) => [undefined, namespace].includes(Namespace) && [undefined, name].includes(MetricName),
        )
        .map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: fromDimensions(dimensions),
        })),
    }),
  };
}
