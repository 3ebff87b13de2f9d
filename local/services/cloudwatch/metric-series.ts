type Dimensions = Readonly<Record<string, string>>;

/** What a series is known by. */
export interface SeriesName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** All observations of one minute. */
export interface MetricBucket {
  readonly startMs: number;
  readonly unit: string;
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  /** How often each value was seen, for percentiles. Absent as long as all are the same, which in most minutes they are. */
  values?: Map<number, number>;
}

export interface MetricSeries extends SeriesName {
  /** By start of the minute, oldest first as far as observations came in order. */
  readonly buckets: Map<number, MetricBucket>;
  /** Of a gauge: the minutes in which it changed, in order. Its value stays until the next change. */
  readonly changedAtMs?: number[];
}

export const minuteMs = 60_000;
/** Different values of one minute that percentiles are made of; more than these count for the sums only. */
const keptValues = 1_000;

export function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs) * minuteMs;
}

/** The bucket of one observation. */
export function newBucket(startMs: number, unit: string, value: number): MetricBucket {
  return { startMs, unit, sum: 0, count: 0, minimum: value, maximum: value };
}

export function addToBucket(bucket: MetricBucket, value: number, times: number): void {
  if (bucket.values === undefined && value !== bucket.minimum) bucket.values = new Map(countsOf(bucket));
  bucket.sum += value * times;
  bucket.count += times;
  bucket.minimum = Math.min(bucket.minimum, value);
  bucket.maximum = Math.max(bucket.maximum, value);
  const { values } = bucket;
  if (values !== undefined && (values.size < keptValues || values.has(value))) {
    values.set(value, (values.get(value) ?? 0) + times);
  }
}

/** How often each value was seen. */
export function countsOf({ values, minimum, count }: MetricBucket): Iterable<readonly [value: number, times: number]> {
  return values ?? [[minimum, count]];
}

/** What was observed in the minute that begins at `startMs`; of a gauge, what it showed at its end. */
export function bucketAt(series: MetricSeries, startMs: number): MetricBucket | undefined {
  const bucket = series.buckets.get(startMs);
  if (bucket !== undefined || series.changedAtMs === undefined) return bucket;
  const changed = lastBefore(series.changedAtMs, startMs);
  return changed === undefined ? undefined : series.buckets.get(changed);
}

/** The greatest number of an ascending list that is less than `bound`. */
function lastBefore(ascending: readonly number[], bound: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return ascending[low - 1];
}
