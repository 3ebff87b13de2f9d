/** What a restart from the checkpoint would do with an execution that cannot go on: the same skeleton that every workflow has. */
import { eventsOf } from '../../local/engine/history.ts';
import type { Machine } from '../../local/engine/machine.ts';
import { createSnapshot, transition } from '../../local/engine/transition.ts';
import type { EngineEvent, HistoryEvent, Snapshot } from '../../local/engine/types.ts';
import type { RestartOutlook } from './difference.ts';
import { isTerminal } from './match-events.ts';
import type { RecordedEvent, RecordedHistory } from './recorded-history.ts';

interface StoredCheckpoint {
  readonly eventId: number;
  readonly checkpoint: { readonly phase?: unknown };
  readonly carry: readonly string[];
}

/** @param untilEventId the first recorded event that would not be: of an execution that is over, what comes after it does not count */
export async function describeRestart(
  machine: Machine,
  history: RecordedHistory,
  untilEventId: number,
): Promise<RestartOutlook> {
  const isOpen = !isTerminal(history.events.at(-1)!.type);
  const before = history.events.filter(({ id }) => isOpen || id < untilEventId);
  const stored = before.map(readCheckpoint).findLast((found) => found !== undefined);
  const since = before.filter(({ id, type }) => id > (stored?.eventId ?? 0) && type === 'TaskStateEntered');
  return {
    phase: stored === undefined ? null : String(stored.checkpoint.phase),
    path: await pathAfterLoad(machine, history, stored),
    repeated: [...new Set(since.map(({ details }) => String(details.name)))],
    carriedSignals: stored?.carry.length ?? 0,
  };
}

/** The states up to the one that calls something after Load. */
async function pathAfterLoad(
  machine: Machine,
  { events }: RecordedHistory,
  stored: StoredCheckpoint | undefined,
): Promise<string[]> {
  const { input } = events[0]!.details;
  const atMs = events.at(-1)!.atMs;
  const written: HistoryEvent[] = [];
  const step = async (snapshot: Snapshot, event: EngineEvent): Promise<Snapshot> => {
    const made = await transition(machine, snapshot, event, { region: 'local' });
    written.push(...eventsOf(made.history));
    return made.snapshot;
  };
  const identity = { executionArn: 'restart', name: 'restart', roleArn: '', stateMachineArn: '', stateMachineName: '' };
  const loading = await step(createSnapshot({ ...identity, input: nextRun(String(input)), seed: 1 }, atMs), {
    kind: 'start',
    atMs,
  });
  const activity = loading.root.frame?.activity;
  if (activity?.kind === 'task') {
    const Payload = { checkpoint: stored?.checkpoint ?? null, carry: stored?.carry ?? [] };
    const output = JSON.stringify({ Payload });
    await step(loading, { kind: 'task-answered', path: [], taskId: activity.taskId, output, atMs });
  }
  return written.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details?.name));
}

function nextRun(input: string): string {
  const workflow = JSON.parse(input) as { readonly run?: number };
  return JSON.stringify({ ...workflow, run: (workflow.run ?? 0) + 1 });
}

/** A call that stores a checkpoint is one that carries it: Await, Close. */
function readCheckpoint({ id, details }: RecordedEvent): StoredCheckpoint | undefined {
  if (typeof details.parameters !== 'string') return undefined;
  const { Payload } = JSON.parse(details.parameters) as { readonly Payload?: Partial<StoredCheckpoint> };
  if (Payload?.checkpoint === undefined) return undefined;
  return { eventId: id, checkpoint: Payload.checkpoint, carry: Payload.carry ?? [] };
}
