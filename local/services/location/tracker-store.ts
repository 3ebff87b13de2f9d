/**
 * Trackers by name, and where their devices were last.
 *
 * L1  Of a device's samples the latest one counts, whatever the order in which they come.
 * L2  A sample that the tracker's filter holds back is taken without an error and changes nothing.
 */
import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { distanceMeters, type Position } from './position.ts';

export const positionFilterings = ['TimeBased', 'DistanceBased', 'AccuracyBased'] as const;
type PositionFiltering = (typeof positionFilterings)[number];

export interface Tracker {
  readonly name: string;
  readonly filtering: PositionFiltering;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** One sample of where a device was. */
export interface DeviceSample {
  readonly deviceId: string;
  readonly sampledAtMs: number;
  readonly receivedAtMs: number;
  readonly position: Position;
  readonly accuracy?: { readonly Horizontal: number };
  readonly properties?: Readonly<Record<string, string>>;
}

export interface TrackerStore {
  put(tracker: Tracker): void;
  find(name: string): Tracker | undefined;
  /** @throws AwsError ResourceNotFoundException */
  get(name: string): Tracker;
  remove(name: string): void;
  arnOf(name: string): string;
  record(tracker: Tracker, sample: DeviceSample): void;
  /** The last sample, for as long as it is kept. */
  lastSample(tracker: Tracker, deviceId: string): DeviceSample | undefined;
}

/** A time-based tracker stores one sample of this interval. Unit: milliseconds. */
const filterIntervalMs = 30_000;
/** A distance-based tracker stores a sample at least so far from the one before. Unit: metres. */
const filterDistanceMeters = 30;
/** Positions are deleted after this time. Unit: milliseconds. */
const retentionMs = 30 * 24 * 3_600_000;

const stores = { trackers: 'location/trackers', samples: 'location/samples' };

export function createTrackerStore({ region, accountId, journal, clock }: Kernel): TrackerStore {
  const trackers = new Map<string, Tracker>(journal.load(stores.trackers));
  const samples = new Map<string, DeviceSample>(journal.load(stores.samples));
  const sampleKey = (tracker: string, deviceId: string): string => `${tracker}/${deviceId}`;

  const remove = (name: string): void => {
    trackers.delete(name);
    journal.remove(stores.trackers, name);
    for (const key of [...samples.keys()].filter((one) => one.startsWith(`${name}/`))) {
      samples.delete(key);
      journal.remove(stores.samples, key);
    }
  };

  return {
    put: (tracker) => {
      trackers.set(tracker.name, tracker);
      journal.put(stores.trackers, tracker.name, () => tracker);
    },
    find: (name) => trackers.get(name),
    get: (name) => {
      const tracker = trackers.get(name);
      if (tracker !== undefined) return tracker;
      throw new AwsError('ResourceNotFoundException', `Tracker ${name} not found`, { statusCode: 404 });
    },
    remove,
    arnOf: (name) => `arn:aws:geo:${region}:${accountId}:tracker/${name}`,
    record: (tracker, sample) => {
      const key = sampleKey(tracker.name, sample.deviceId);
      const last = samples.get(key);
      if (last !== undefined && !isStored(tracker.filtering, last, sample)) return;
      samples.set(key, sample);
      journal.put(stores.samples, key, () => sample);
    },
    lastSample: (tracker, deviceId) => {
      const sample = samples.get(sampleKey(tracker.name, deviceId));
      return sample !== undefined && clock.nowMs() - sample.sampledAtMs < retentionMs ? sample : undefined;
    },
  };
}

function isStored(filtering: PositionFiltering, last: DeviceSample, next: DeviceSample): boolean {
  if (next.sampledAtMs <= last.sampledAtMs) return false;
  const movedMeters = distanceMeters(last.position, next.position);
  switch (filtering) {
    case 'TimeBased':
      return next.sampledAtMs - last.sampledAtMs >= filterIntervalMs;
    case 'DistanceBased':
      return movedMeters >= filterDistanceMeters;
    case 'AccuracyBased':
      // A move that the samples' circles of error do not explain.
      return movedMeters >= (last.accuracy?.Horizontal ?? 0) + (next.accuracy?.Horizontal ?? 0);
  }
}
