import { createHash } from 'node:crypto';
import { transition } from '../../engine/transition.ts';
import type { Effect, EngineEvent, Environment, HistoryEvent, Snapshot, Transition } from '../../engine/types.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Execution } from './execution-loop.ts';
import type { CompileRecorded } from './machine-journal.ts';
import type { MachineType } from './machine-store.ts';
import { applyEffects, isAwaited, type Outstanding } from './outstanding-effects.ts';

/**
 * Executions in the journal: a snapshot, and the events since.
 *
 * X1  Folding the events over the snapshot through `transition` gives the execution as it was (E1), with its history.
 * X2  After `eventsPerSnapshot` events, and where an execution ends or is redriven, there is a new snapshot and no event: recovery
 *     folds only what is open, and of that only the latest part. The history of ended executions is read when asked for.
 * X3  What an execution waits for is taken up again: timers at the instants they were set to; task calls whose answer was
 *     not recorded are made once more.
 * X4  Of an Express execution there is its start, until it ends; of one that somebody waits for there is nothing.
 */
export interface ExecutionJournal {
  added(execution: Execution): void;
  /** After `execution` has followed an event. */
  followed(execution: Execution, event: EngineEvent, made: Transition): void;
  removed(execution: Execution): void;
  /** Every recorded execution, oldest first, with the effects that are still to be performed. */
  recover(compile: CompileRecorded, environment: Environment): Promise<RecoveredExecution[]>;
}

export interface RecoveredExecution {
  readonly execution: Execution;
  readonly effects: readonly Effect[];
}

interface RecordedExecution {
  readonly number: number;
  /** Absent for a Standard execution. */
  readonly type?: MachineType;
  /** Of its definition, which is kept once for all executions that have it. */
  readonly definitionKey: string;
  readonly revisionId: string;
  readonly snapshot: Snapshot;
  /** As of the snapshot. */
  readonly outstanding: Outstanding;
}

/** What is kept of an execution beside itself, to write its next snapshot. */
interface Recording {
  readonly number: number;
  outstanding: Outstanding;
  eventsSinceSnapshot: number;
  /** How many history events the journal has. */
  recordedHistory: number;
}

const stores = {
  executions: 'states/executions',
  definitions: 'states/definitions',
  events: 'states/events',
  history: 'states/history',
};
const eventsPerSnapshot = 64;

export function createExecutionJournal(journal: Journal): ExecutionJournal {
  const recordings = new WeakMap<Execution, Recording>();
  if (!journal.isDurable) {
    return { added: () => {}, followed: () => {}, removed: () => {}, recover: () => Promise.resolve([]) };
  }

  const definitions = new Map<string, string>(journal.load<string>(stores.definitions));
  const definitionKeys = new Map([...definitions].map(([key, definition]) => [definition, key]));
  const keyOfDefinition = (definition: string): string => {
    const known = definitionKeys.get(definition);
    if (known !== undefined) return known;
    const key = createHash('sha256').update(definition).digest('base64url');
    definitionKeys.set(definition, key);
    journal.put(stores.definitions, key, () => definition);
    return key;
  };

  const writeSnapshot = (execution: Execution, recording: Recording): void => {
    const { executionArn } = execution.snapshot.execution;
    const { type, definition, revisionId, snapshot } = execution;
    const definitionKey = keyOfDefinition(definition);
    const outstanding = new Map(recording.outstanding);
    const { number } = recording;
    journal.put(stores.executions, executionArn, (): RecordedExecution => {
      return { number, ...(type === 'EXPRESS' && { type }), definitionKey, revisionId, snapshot, outstanding };
    });
    if (recording.eventsSinceSnapshot > 0) journal.clear(stores.events, executionArn);
    recording.eventsSinceSnapshot = 0;
    const fresh = execution.history.slice(recording.recordedHistory);
    if (fresh.length > 0) journal.append(stores.history, executionArn, fresh);
    recording.recordedHistory = execution.history.length;
  };

  const recoverOne = async (
    recorded: RecordedExecution,
    compile: CompileRecorded,
    environment: Environment,
  ): Promise<RecoveredExecution> => {
    const { definitionKey, revisionId, number, type = 'STANDARD' } = recorded;
    const definition = definitions.get(definitionKey);
    if (definition === undefined) throw new Error(`the journal lacks the definition ${definitionKey}`);
    const machine = compile(definition, type);
    const { executionArn } = recorded.snapshot.execution;
    let { snapshot, outstanding } = recorded;
    const isOpen = snapshot.status === 'RUNNING';
    const events = isOpen ? journal.loadList<EngineEvent>(stores.events, executionArn) : [];
    const loadHistory = (): HistoryEvent[] => journal.loadList<HistoryEvent[]>(stores.history, executionArn).flat();
    let history = isOpen ? loadHistory() : undefined;
    const recordedHistory = recorded.snapshot.eventCount;
    for (const event of events) {
      const made = await transition(machine, snapshot, event, environment);
      snapshot = made.snapshot;
      outstanding = applyEffects(outstanding, event, made.effects);
      history?.push(...made.history);
    }
    const execution: Execution = {
      type,
      machine,
      definition,
      revisionId,
      snapshot,
      timers: new Map(),
      get history() {
        history ??= loadHistory();
        return history;
      },
    };
    recordings.set(execution, { number, outstanding, eventsSinceSnapshot: events.length, recordedHistory });
    return { execution, effects: [...outstanding.values()].filter((effect) => isAwaited(effect, snapshot)) };
  };

  const removed = (execution: Execution): void => {
    const { executionArn } = execution.snapshot.execution;
    recordings.delete(execution);
    journal.remove(stores.executions, executionArn);
    if (execution.type === 'EXPRESS') return;
    journal.clear(stores.events, executionArn);
    journal.clear(stores.history, executionArn);
  };

  return {
    added(execution) {
      if (execution.onEnded !== undefined) return;
      const number = journal.nextNumber();
      const recording = { number, outstanding: new Map(), eventsSinceSnapshot: 0, recordedHistory: 0 };
      recordings.set(execution, recording);
      writeSnapshot(execution, recording);
    },
    followed(execution, event, { effects }) {
      const recording = recordings.get(execution);
      if (recording === undefined) return;
      if (execution.type === 'EXPRESS') {
        if (execution.snapshot.status !== 'RUNNING') removed(execution);
        return;
      }
      recording.outstanding = applyEffects(recording.outstanding, event, effects);
      const isTurningPoint = execution.snapshot.status !== 'RUNNING' || event.kind === 'redrive';
      if (isTurningPoint || recording.eventsSinceSnapshot + 1 >= eventsPerSnapshot) {
        writeSnapshot(execution, recording);
        return;
      }
      recording.eventsSinceSnapshot += 1;
      journal.append(stores.events, execution.snapshot.execution.executionArn, event);
    },
    removed,
    async recover(compile, environment) {
      const all = [...journal.load<RecordedExecution>(stores.executions)].map(([, recorded]) => recorded);
      all.sort((one, other) => one.number - other.number);
      const recovered: RecoveredExecution[] = [];
      for (const recorded of all) recovered.push(await recoverOne(recorded, compile, environment));
      return recovered;
    },
  };
}
