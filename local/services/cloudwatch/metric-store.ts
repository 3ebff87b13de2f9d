import type { Journal } from '../../journal/journal.ts';
import { createMetricJournal } from './metric-journal.ts';
import type { MetricSample } from './metric-sample.ts';

type Dimensions = Readonly<Record<string, string>>;

/** All observations of one minute. */
export interface MetricBucket {
  readonly startMs: number;
  readonly unit: string;
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  /** How often each value was seen, for percentiles. */
  readonly values: Map<number, number>;
}

export interface MetricSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  /** By start of the minute, oldest first as far as observations came in order. */
  readonly buckets: Map<number, MetricBucket>;
}

export interface MetricStore {
  /** Counts `value` `times` times at an instant. */
  add(sample: MetricSample, atMs: number, times?: number): void;
  find(namespace: string, name: string, dimensions: Dimensions): MetricSeries | undefined;
  list(): MetricSeries[];
}

const bucketMs = 60_000;
/** Minutes with observations that a series keeps: fifteen days, as CloudWatch keeps minutes. */
const keptBuckets = 21_600;
/** Different values of one minute that percentiles are made of; more than these count for the sums only. */
const keptValues = 1_000;

export function createMetricStore(journal: Journal): MetricStore {
  const series = new Map<string, MetricSeries>();
  const keyOf = ({ namespace, name, dimensions }: Omit<MetricSeries, 'buckets'>): string => {
    const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify([namespace, name, sorted]);
  };
  const seriesOf = (key: string, identity: Omit<MetricSeries, 'buckets'>): MetricSeries => {
    const { namespace, name, dimensions } = identity;
    const one = series.get(key) ?? { namespace, name, dimensions, buckets: new Map() };
    series.set(key, one);
    return one;
  };
  const metrics = createMetricJournal(journal, keyOf);
  for (const { series: identity, bucket } of metrics.minutes()) {
    seriesOf(keyOf(identity), identity).buckets.set(bucket.startMs, bucket);
  }
  return {
    add({ namespace, name, dimensions, value, unit = 'None' }, atMs, times = 1) {
      const key = keyOf({ namespace, name, dimensions });
      const one = seriesOf(key, { namespace, name, dimensions });
      const startMs = Math.floor(atMs / bucketMs) * bucketMs;
      let bucket = one.buckets.get(startMs);
      if (!bucket) {
        bucket = { startMs, unit, sum: 0, count: 0, minimum: value, maximum: value, values: new Map() };
        one.buckets.set(startMs, bucket);
        if (one.buckets.size > keptBuckets) one.buckets.delete(one.buckets.keys().next().value!);
      }
      bucket.sum += value * times;
      bucket.count += times;
      bucket.minimum = Math.min(bucket.minimum, value);
      bucket.maximum = Math.max(bucket.maximum, value);
      if (bucket.values.size < keptValues || bucket.values.has(value)) {
        bucket.values.set(value, (bucket.values.get(value) ?? 0) + times);
      }
      metrics.record(key, one, bucket);
    },
    find: (namespace, name, dimensions) => series.get(keyOf({ namespace, name, dimensions })),
    list: () => [...series.values()],
  };
}
