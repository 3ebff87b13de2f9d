/**
 * Runs a recorded history through a definition: what the definition decides by itself is held against the recording, what
 * came from outside (results, signals, timeouts) is taken from it. The engine is the local runtime's own.
 *
 * P1  Nothing is called. An event of the recording that tells of the outside is the only source of the next one.
 * P2  The clock of each step is the recording's, so that a definition that reckons with the time reckons the same.
 * P3  The first difference ends the replay: what comes after it would compare two different courses.
 */
import { compileMachine } from '../../local/engine/compile-machine.ts';
import { eventsOf } from '../../local/engine/history.ts';
import type { Machine, StateTable } from '../../local/engine/machine.ts';
import { createSnapshot, transition } from '../../local/engine/transition.ts';
import type { Branch, EngineEvent, Snapshot } from '../../local/engine/types.ts';
import type { Difference, ReplayResult } from './difference.ts';
import { createMatcher, isTerminal, type Matcher } from './match-events.ts';
import type { RecordedEvent, RecordedHistory } from './recorded-history.ts';
import { describeRestart } from './restart-outlook.ts';
import { type Happening, isFromOutside, toHappening } from './stimulus.ts';

/** Compiles a definition for replays: every resource that AWS knows is taken. @throws InvalidDefinitionError */
export function compileForReplay(definition: string): Machine {
  return compileMachine(definition, () => undefined);
}

export async function replayHistory(machine: Machine, history: RecordedHistory): Promise<ReplayResult> {
  const { name, events } = history;
  const matcher = createMatcher(events, (stateName) => hasState(machine, stateName));
  const difference = await run(machine, history, matcher);
  return {
    history: name,
    outcome: difference === null ? 'identical' : 'different',
    matchedEvents: matcher.matchedCount,
    events: events.length,
    isOpen: !isTerminal(events.at(-1)!.type),
    difference,
    restart: difference && (await describeRestart(machine, history, difference.eventId)),
  };
}

async function run(machine: Machine, history: RecordedHistory, matcher: Matcher): Promise<Difference | null> {
  const following = createFollowing(history.events);
  let snapshot = begin(history);
  let happening: Happening | undefined = { kind: 'start' };
  let at: RecordedEvent | undefined = history.events[0];
  while (at !== undefined) {
    if (happening === undefined) return stuck(at, snapshot);
    const event = { ...happening, atMs: following.instantOf(at) } as EngineEvent;
    const made = await transition(machine, snapshot, event, { region: history.executionArn.split(':')[3]! });
    if (made.snapshot === snapshot) return stuck(at, snapshot);
    snapshot = made.snapshot;
    const tokens = tokensOf(snapshot.root);
    for (const written of eventsOf(made.history)) {
      const difference = matcher.match(written, tokens);
      if (difference === 'end') return null;
      if (difference !== undefined) return difference;
    }
    at = matcher.next();
    happening = at && toHappening(at, snapshot, matcher.replayedIdBefore(at));
  }
  return null;
}

/** The recording goes on where the replay does not. */
function stuck(at: RecordedEvent, { status, root }: Snapshot): Difference {
  const waitsIn = root.frame?.stateName ?? null;
  return {
    kind: status === 'RUNNING' ? 'other-path' : 'other-end',
    eventId: at.id,
    stateName: waitsIn,
    recorded: typeof at.details.name === 'string' ? `${at.type} ${at.details.name}` : at.type,
    replayed: status === 'RUNNING' ? `goes on waiting in ${waitsIn}` : `has ended: ${status}`,
  };
}

function begin({ executionArn, events }: RecordedHistory): Snapshot {
  const [started] = events as [RecordedEvent, ...RecordedEvent[]];
  const [partition, , region, account, , stateMachineName, name] = executionArn.split(':').slice(1) as string[];
  return createSnapshot(
    {
      executionArn,
      name: name ?? 'unknown',
      roleArn: String(started.details.roleArn ?? ''),
      stateMachineArn: `arn:${partition}:states:${region}:${account}:stateMachine:${stateMachineName}`,
      stateMachineName: stateMachineName ?? 'unknown',
      input: String(started.details.input ?? '{}'),
      seed: 1,
    },
    started.atMs,
  );
}

/** P2: the instant at which the last state was entered before something from outside was needed again. */
function createFollowing(events: readonly RecordedEvent[]): { instantOf(event: RecordedEvent): number } {
  const children = Map.groupBy(events, ({ previousEventId }) => previousEventId);
  return {
    instantOf(event) {
      let { atMs } = event;
      let at: RecordedEvent | undefined = event.id === 1 ? children.get(0)?.find(({ id }) => id !== 1) : event;
      while (at !== undefined) {
        if (at.type.endsWith('StateEntered')) atMs = at.atMs;
        at = children.get(at.id)?.[0];
        if (at !== undefined && isFromOutside(at.type)) break;
      }
      return atMs;
    },
  };
}

function tokensOf({ frame }: Branch): ReadonlySet<string> {
  const activity = frame?.activity;
  if (activity?.kind === 'task') return new Set(activity.token === undefined ? [] : [activity.token]);
  if (activity?.kind !== 'parallel' && activity?.kind !== 'map') return new Set();
  return new Set(activity.branches.flatMap((branch) => [...tokensOf(branch)]));
}

function hasState({ states }: StateTable, name: string): boolean {
  if (states.has(name)) return true;
  return [...states.values()].some((state) => {
    if (state.type === 'Parallel') return state.branches.some((branch) => hasState(branch, name));
    return state.type === 'Map' && hasState(state.iteration, name);
  });
}
