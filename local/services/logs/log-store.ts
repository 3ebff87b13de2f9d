import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';

interface LogEvent {
  readonly id: number;
  readonly streamName: string;
  readonly timestampMs: number;
  readonly ingestedAtMs: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  retentionDays?: number;
  readonly streams: Map<string, { readonly name: string; readonly createdAtMs: number }>;
  /** Oldest first; at most `keptEvents`. */
  events: LogEvent[];
}

export interface LogStore {
  /** Throws `ResourceAlreadyExistsException`. */
  createGroup(name: string, retentionDays?: number): LogGroup;
  findGroup(name: string): LogGroup | undefined;
  /** Throws `ResourceNotFoundException`. */
  group(name: string): LogGroup;
  groups(): LogGroup[];
  /** Says that a group that is there has changed. */
  changed(group: LogGroup): void;
  append(group: LogGroup, streamName: string, timestampMs: number, message: string): void;
  /** Events that the group's retention still keeps. */
  eventsOf(group: LogGroup): LogEvent[];
  groupArn(name: string): string;
}

/** Newest events that a group keeps; older ones make room. */
const keptEvents = 2_000;

/** A group without its streams and events: those are not kept over the end of the process. */
type RecordedGroup = Omit<LogGroup, 'streams' | 'events'>;

const store = 'logs/groups';

export function createLogStore({ clock, region, accountId, journal }: Kernel): LogStore {
  const groups = new Map<string, LogGroup>();
  for (const [name, recorded] of journal.load<RecordedGroup>(store)) {
    groups.set(name, { ...recorded, streams: new Map(), events: [] });
  }
  let lastId = 0;
  const changed = (group: LogGroup): void =>
    journal.put(store, group.name, (): RecordedGroup => {
      const { streams: _streams, events: _events, ...rest } = group;
      return rest;
    });
  const groupArn = (name: string): string => `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
  return {
    createGroup(name, retentionDays) {
      if (groups.has(name)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
      const group: LogGroup = {
        name,
        arn: groupArn(name),
        createdAtMs: clock.nowMs(),
        streams: new Map(),
        events: [],
        ...(retentionDays !== undefined && { retentionDays }),
      };
      groups.set(name, group);
      changed(group);
      return group;
    },
    findGroup: (name) => groups.get(name),
    group(name) {
      const group = groups.get(name);
      if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      return group;
    },
    groups: () => [...groups.values()],
    changed,
    append(group, streamName, timestampMs, message) {
      lastId += 1;
      if (!group.streams.has(streamName)) {
        group.streams.set(streamName, { name: streamName, createdAtMs: clock.nowMs() });
      }
      group.events.push({ id: lastId, streamName, timestampMs, ingestedAtMs: clock.nowMs(), message });
      // Cut in bulk, so that an append costs the same however full the group is.
      if (group.events.length > keptEvents * 2) group.events = group.events.slice(-keptEvents);
    },
    eventsOf({ events, retentionDays }) {
      const newest = events.slice(-keptEvents);
      if (retentionDays === undefined) return newest;
      const oldestMs = clock.nowMs() - retentionDays * 86_400_000;
      return newest.filter(({ timestampMs }) => timestampMs >= oldestMs);
    },
    groupArn,
  };
}
