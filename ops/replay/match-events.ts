/**
 * Holds the events that a replay writes against those that were recorded. Both histories are trees, as every event names the
 * one before it in its own thread; so concurrent branches are compared each by itself, whatever order they ran in.
 */
import type { HistoryEvent } from '../../local/engine/types.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import type { RecordedEvent } from './recorded-history.ts';
import { findArgumentDifference } from './same-arguments.ts';

export interface Matcher {
  /** How many recorded events were met. */
  readonly matchedCount: number;
  /** The difference; `end` where the recording stops: it was made of an execution that was still under way. */
  match(event: HistoryEvent, tokens: ReadonlySet<string>): Difference | 'end' | undefined;
  /** The first recorded event that was not met yet. */
  next(): RecordedEvent | undefined;
  /** The replay's event that a recorded one follows. */
  replayedIdBefore(recorded: RecordedEvent): number | undefined;
}

/** @param hasState whether the definition has a state of this name, at any depth */
export function createMatcher(events: readonly RecordedEvent[], hasState: (name: string) => boolean): Matcher {
  const children = Map.groupBy(events, ({ previousEventId }) => previousEventId);
  const recordedIds = new Map<number, number>([[0, 0]]);
  const replayedIds = new Map<number, number>([[0, 0]]);
  const byId = new Map(events.map((event) => [event.id, event]));
  const hasEnded = isTerminal(events.at(-1)!.type);
  let firstOpen = 0;
  let matchedCount = 0;

  const difference = (kind: DifferenceKind, at: RecordedEvent, replayed: HistoryEvent): Difference => ({
    kind,
    eventId: at.id,
    stateName: stateNameOf(at, byId),
    recorded: describe(at.type, at.details),
    replayed: describe(replayed.type, replayed.details ?? {}),
  });

  return {
    get matchedCount() {
      return matchedCount;
    },
    match(event, tokens) {
      const parentId = recordedIds.get(event.previousEventId);
      const open = (children.get(parentId ?? -1) ?? []).filter(({ id }) => !replayedIds.has(id));
      const same = open.find((candidate) => isSameEvent(candidate, event));
      if (same === undefined) {
        const [at] = open;
        if (at !== undefined) return difference(kindOf(at, event, hasState), at, event);
        if (!hasEnded) return 'end';
        return difference('other-end', byId.get(parentId ?? 0) ?? events.at(-1)!, event);
      }
      recordedIds.set(event.id, same.id);
      replayedIds.set(same.id, event.id);
      matchedCount += 1;
      const found = compareDetails(same, event, tokens);
      return found && { ...difference(found.kind, same, event), recorded: found.recorded, replayed: found.replayed };
    },
    next() {
      while (firstOpen < events.length && replayedIds.has(events[firstOpen]!.id)) firstOpen += 1;
      return events[firstOpen];
    },
    replayedIdBefore: ({ previousEventId }) => replayedIds.get(previousEventId),
  };
}

function isSameEvent(recorded: RecordedEvent, replayed: HistoryEvent): boolean {
  if (recorded.type !== replayed.type) return false;
  return ['name', 'index'].every((field) => recorded.details[field] === replayed.details?.[field]);
}

function kindOf(recorded: RecordedEvent, replayed: HistoryEvent, hasState: (name: string) => boolean): DifferenceKind {
  if (recorded.type.endsWith('StateEntered') && !hasState(String(recorded.details.name))) return 'state-gone';
  if (replayed.type.endsWith('Scheduled')) return 'missing-result';
  // A state that was no task: its result is nowhere in the history.
  if (replayed.type === 'TaskStateEntered' && replayed.details?.name === recorded.details.name) return 'missing-result';
  if (isTerminal(recorded.type) || isTerminal(replayed.type)) return 'other-end';
  return 'other-path';
}

interface Compared {
  readonly kind: DifferenceKind;
  readonly recorded: string;
  readonly replayed: string;
}

function compareDetails(
  { type, details }: RecordedEvent,
  replayed: HistoryEvent,
  tokens: ReadonlySet<string>,
): Compared | undefined {
  const now = replayed.details ?? {};
  if (type.endsWith('Scheduled')) {
    const before = callOf(details);
    const found = findArgumentDifference(before, callOf(now), tokens);
    return found && { kind: 'other-arguments', ...sides(found.path, found.recorded, found.replayed) };
  }
  if (type === 'ExecutionSucceeded') {
    const found = findArgumentDifference(parsed(details.output), parsed(now.output), tokens);
    return found && { kind: 'other-end', ...sides(`output.${found.path}`, found.recorded, found.replayed) };
  }
  if (type === 'ExecutionFailed' && details.error !== now.error)
    return { kind: 'other-end', ...sides('error', details.error, now.error) };
  return undefined;
}

/** What a call consists of; a timeout is part of it. */
function callOf({ parameters, input, ...rest }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { resourceType, resource, timeoutInSeconds, heartbeatInSeconds } = rest;
  return {
    resource: [resourceType, resource].filter((part) => part !== undefined).join(':'),
    timeoutInSeconds,
    heartbeatInSeconds,
    arguments: parsed(parameters ?? input),
  };
}

const sides = (path: string, recorded: unknown, replayed: unknown): Omit<Compared, 'kind'> => ({
  recorded: `${path} = ${JSON.stringify(recorded) ?? 'nothing'}`,
  replayed: `${path} = ${JSON.stringify(replayed) ?? 'nothing'}`,
});

/** JSON text as its value; AWS leaves out what is empty. */
const parsed = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : undefined);

export const isTerminal = (type: string): boolean => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type);

function describe(type: string, { name, resource, error }: Readonly<Record<string, unknown>>): string {
  const what = [name, resource, error].find((text) => typeof text === 'string');
  return what === undefined ? type : `${type} ${what}`;
}

/** The state that an event belongs to: its own name, or that of the event before it. */
function stateNameOf(event: RecordedEvent, byId: ReadonlyMap<number, RecordedEvent>): string | null {
  let at: RecordedEvent | undefined = event;
  while (at !== undefined) {
    if (typeof at.details.name === 'string') return at.details.name;
    at = byId.get(at.previousEventId);
  }
  return null;
}
