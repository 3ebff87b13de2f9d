import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { MetricStore } from '../metric-store.ts';
import { type Instant, toDimensions, toMs, type WireDimensions } from './wire-metrics.ts';

interface Datum {
  readonly MetricName: string;
  readonly Dimensions?: WireDimensions;
  readonly Timestamp?: Instant;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
  readonly StatisticValues?: unknown;
  readonly Unit?: string;
}

interface Input {
  readonly Namespace: string;
  readonly MetricData: readonly Datum[];
}

const mostMetrics = 1_000;

export function putMetricDataOperation({ clock }: Kernel, metrics: MetricStore): Operation<Input> {
  return {
    access: ({ Namespace = '' }) => [
      { action: 'cloudwatch:PutMetricData', resource: '*', conditions: { 'cloudwatch:namespace': Namespace } },
    ],
    handle: ({ Namespace, MetricData = [] }) => {
      if (!Namespace || Namespace.startsWith('AWS/')) {
        throw new AwsError('InvalidParameterValue', `The value ${Namespace ?? ''} for parameter Namespace is invalid.`);
      }
      if (MetricData.length > mostMetrics) {
        throw new AwsError(
          'InvalidParameterValue',
          `The collection MetricData must not have a size greater than ${mostMetrics}.`,
        );
      }
      for (const datum of MetricData) addDatum(metrics, Namespace, datum, clock.nowMs());
      return {};
    },
  };
}

function addDatum(metrics: MetricStore, namespace: string, datum: Datum, nowMs: number): void {
  const { MetricName: name, Unit: unit, Value, Values, Counts = [] } = datum;
  if (datum.StatisticValues !== undefined) {
    throw new AwsError('InvalidParameterCombination', 'StatisticValues is not supported by the local runtime.');
  }
  const values = Values ?? (Value === undefined ? [] : [Value]);
  const atMs = datum.Timestamp === undefined ? nowMs : toMs('Timestamp', datum.Timestamp);
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      throw new AwsError('InvalidParameterValue', `The value ${value} for parameter MetricData is invalid.`);
    }
    const sample = { namespace, name, dimensions: toDimensions(datum.Dimensions), value, ...(unit && { unit }) };
    metrics.add(sample, atMs, Counts[index] ?? 1);
  }
}
