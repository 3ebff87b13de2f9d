import { AwsError } from '../../kernel/aws-error.ts';
import { bucketAt, countsOf, type MetricBucket, type MetricSeries, minuteMs, minuteOf } from './metric-series.ts';

/** Observations of one period. */
export interface Datapoint {
  readonly startMs: number;
  readonly buckets: readonly MetricBucket[];
}

interface DatapointRange {
  readonly startMs: number;
  readonly endMs: number;
  /** Until when a gauge shows something. */
  readonly shownUntilMs: number;
  readonly periodSeconds: number;
}

/** Periods that have observations, oldest first. `periodSeconds` is a multiple of 60. */
export function datapoints(series: MetricSeries | undefined, range: DatapointRange): Datapoint[] {
  const { periodSeconds } = range;
  if (!Number.isInteger(periodSeconds) || periodSeconds < 60 || periodSeconds % 60 !== 0) {
    throw new AwsError('InvalidParameterValue', 'The local runtime keeps minutes: Period must be a multiple of 60.');
  }
  const periodMs = periodSeconds * 1000;
  const periods = new Map<number, MetricBucket[]>();
  for (const [minuteStartMs, bucket] of series === undefined ? [] : minutesOf(series, range)) {
    const periodStartMs = Math.floor(minuteStartMs / periodMs) * periodMs;
    const together = periods.get(periodStartMs);
    if (together) together.push(bucket);
    else periods.set(periodStartMs, [bucket]);
  }
  return [...periods]
    .map(([periodStartMs, buckets]) => ({ startMs: periodStartMs, buckets }))
    .sort((one, other) => one.startMs - other.startMs);
}

/** Observed minutes that begin within the range, by their beginning; a gauge shows something in every one after its first. */
function* minutesOf(
  series: MetricSeries,
  { startMs, endMs, shownUntilMs }: DatapointRange,
): Iterable<readonly [number, MetricBucket]> {
  const { buckets, changedAtMs } = series;
  if (changedAtMs === undefined) {
    for (const entry of buckets) if (entry[0] >= startMs && entry[0] < endMs) yield entry;
    return;
  }
  const fromMs = Math.max(minuteOf(startMs + minuteMs - 1), changedAtMs[0] ?? endMs);
  for (let minuteStartMs = fromMs; minuteStartMs < Math.min(endMs, shownUntilMs); minuteStartMs += minuteMs) {
    const bucket = bucketAt(series, minuteStartMs);
    if (bucket !== undefined) yield [minuteStartMs, bucket];
  }
}

/** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99.9`. */
export function statistic({ buckets }: Datapoint, name: string): number {
  const total = (value: (bucket: MetricBucket) => number): number =>
    buckets.reduce((sum, bucket) => sum + value(bucket), 0);
  switch (name) {
    case 'Sum':
      return total(({ sum }) => sum);
    case 'SampleCount':
      return total(({ count }) => count);
    case 'Average':
      return total(({ sum }) => sum) / total(({ count }) => count);
    case 'Minimum':
      return Math.min(...buckets.map(({ minimum }) => minimum));
    case 'Maximum':
      return Math.max(...buckets.map(({ maximum }) => maximum));
    default:
      return percentile(buckets, name);
  }
}

function percentile(buckets: readonly MetricBucket[], name: string): number {
  const [, text] = /^p([0-9]{1,3}(?:\.[0-9]+)?)$/.exec(name) ?? [];
  if (text === undefined || Number(text) > 100) {
    throw new AwsError('InvalidParameterValue', `The local runtime does not know the statistic ${name}.`);
  }
  const counts = new Map<number, number>();
  for (const bucket of buckets) {
    for (const [value, count] of countsOf(bucket)) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  const sorted = [...counts].sort(([one], [other]) => one - other);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= (Number(text) / 100) * all) return value;
  }
  return sorted.at(-1)![0];
}
