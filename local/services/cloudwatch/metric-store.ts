import type { Journal } from '../../journal/journal.ts';
import { createMetricJournal } from './metric-journal.ts';
import type { MetricSample } from './metric-sample.ts';
import { addToBucket, type MetricSeries, minuteOf, newBucket, type SeriesName } from './metric-series.ts';

export interface MetricStore {
  /** Counts `value` `times` times at an instant. */
  add(sample: MetricSample, atMs: number, times?: number): void;
  /** Sets a gauge, which shows the value until it is set again. What it showed is not kept over the end of the process. */
  set(sample: MetricSample, atMs: number): void;
  find(namespace: string, name: string, dimensions: SeriesName['dimensions']): MetricSeries | undefined;
  list(): MetricSeries[];
  /** Calls `listener` after every observation of a series, before or after there is any; the result ends that. */
  observe(series: SeriesName, listener: ObservationListener): () => void;
}

type ObservationListener = (value: number, atMs: number) => void;

/** Minutes with observations that a series keeps: fifteen days, as CloudWatch keeps minutes. */
const keptBuckets = 21_600;

export function createMetricStore(journal: Journal): MetricStore {
  const series = new Map<string, MetricSeries>();
  const listeners = new Map<string, Set<ObservationListener>>();
  const seriesOf = (key: string, identity: SeriesName, isGauge = false): MetricSeries => {
    const known = series.get(key);
    if (known !== undefined) return known;
    const { namespace, name, dimensions } = identity;
    const one: MetricSeries = {
      ...{ namespace, name, dimensions, buckets: new Map() },
      ...(isGauge && { changedAtMs: [] }),
    };
    series.set(key, one);
    return one;
  };
  const tell = (key: string, value: number, atMs: number): void => {
    const told = listeners.get(key);
    if (told !== undefined) for (const listener of told) listener(value, atMs);
  };
  const metrics = createMetricJournal(journal, seriesKey);
  for (const { series: identity, bucket } of metrics.minutes()) {
    seriesOf(seriesKey(identity), identity).buckets.set(bucket.startMs, bucket);
  }
  return {
    add(sample, atMs, times = 1) {
      const { value, unit = 'None' } = sample;
      const key = seriesKey(sample);
      const one = seriesOf(key, sample);
      const startMs = minuteOf(atMs);
      let bucket = one.buckets.get(startMs);
      if (!bucket) {
        bucket = newBucket(startMs, unit, value);
        one.buckets.set(startMs, bucket);
        if (one.buckets.size > keptBuckets) one.buckets.delete(one.buckets.keys().next().value!);
      }
      addToBucket(bucket, value, times);
      metrics.record(key, one, bucket);
      tell(key, value, atMs);
    },
    set(sample, atMs) {
      const { value, unit = 'None' } = sample;
      const key = seriesKey(sample);
      const { buckets, changedAtMs = [] } = seriesOf(key, sample, true);
      const startMs = minuteOf(atMs);
      const bucket = newBucket(startMs, unit, value);
      addToBucket(bucket, value, 1);
      buckets.set(startMs, bucket);
      if (changedAtMs.at(-1) !== startMs) changedAtMs.push(startMs);
      if (changedAtMs.length > keptBuckets) buckets.delete(changedAtMs.shift()!);
      tell(key, value, atMs);
    },
    find: (namespace, name, dimensions) => series.get(seriesKey({ namespace, name, dimensions })),
    list: () => [...series.values()],
    observe(observed, listener) {
      const key = seriesKey(observed);
      const told = listeners.get(key) ?? new Set();
      listeners.set(key, told.add(listener));
      return () => told.delete(listener);
    },
  };
}

/** Keys of what services count again and again, by the object that they name it with. */
const knownKeys = new WeakMap<SeriesName['dimensions'], Map<string, string>>();

function seriesKey({ namespace, name, dimensions }: SeriesName): string {
  const known = knownKeys.get(dimensions) ?? new Map<string, string>();
  knownKeys.set(dimensions, known);
  const short = `${namespace} ${name}`;
  let key = known.get(short);
  if (key === undefined) {
    const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
    key = JSON.stringify([namespace, name, sorted]);
    known.set(short, key);
  }
  return key;
}
