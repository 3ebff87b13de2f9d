import type { Journal } from '../../journal/journal.ts';
import type { MetricBucket, SeriesName } from './metric-series.ts';

/** A minute of a series, as it is recorded. */
interface RecordedMinute {
  readonly series: SeriesName;
  readonly bucket: MetricBucket;
}

/**
 * The last day of every metric: what alarms look back over. Older minutes are there until the process ends, and not after
 * it, so that recovery takes no longer the more has been measured.
 */
export interface MetricJournal {
  /** Recorded minutes, of each series in their order. */
  minutes(): Iterable<RecordedMinute>;
  /** After `bucket` was added to. */
  record(seriesKey: string, series: SeriesName, bucket: MetricBucket): void;
}

const store = 'cloudwatch/minutes';
const keptMs = 24 * 60 * 60 * 1000;

export function createMetricJournal(journal: Journal, keyOf: (series: SeriesName) => string): MetricJournal {
  /** Starts of the minutes that are on disk, by series, oldest first as far as observations came in order. */
  const recorded = new Map<string, Set<number>>();
  const startsOf = (seriesKey: string): Set<number> => {
    const starts = recorded.get(seriesKey) ?? new Set();
    recorded.set(seriesKey, starts);
    return starts;
  };
  const entryKey = (seriesKey: string, startMs: number): string => `${seriesKey} ${startMs}`;

  return {
    *minutes() {
      const all = [...journal.load<RecordedMinute>(store)].map(([, minute]) => minute);
      all.sort((one, other) => one.bucket.startMs - other.bucket.startMs);
      for (const minute of all) {
        startsOf(keyOf(minute.series)).add(minute.bucket.startMs);
        yield minute;
      }
    },
    record(seriesKey, { namespace, name, dimensions }, bucket) {
      if (!journal.isDurable) return;
      const starts = startsOf(seriesKey);
      const { startMs } = bucket;
      if (!starts.has(startMs)) {
        for (const oldMs of starts) {
          if (oldMs > startMs - keptMs) break;
          starts.delete(oldMs);
          journal.remove(store, entryKey(seriesKey, oldMs));
        }
        starts.add(startMs);
      }
      const minute: RecordedMinute = { series: { namespace, name, dimensions }, bucket };
      journal.put(store, entryKey(seriesKey, startMs), () => minute);
    },
  };
}
