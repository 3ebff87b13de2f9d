import { createHash } from 'node:crypto';
import type { Machine } from '../../engine/machine.ts';
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
 * X2  After `eventsPerSnapshot` events, and where an execution ends or is redriven, there is a new snapshot and no event:
 *     recovery folds only what is open, and of that only the latest part. What has ended is read when somebody asks for it.
 * X3  What an execution waits for is taken up again: timers at the instants they were set to; task calls whose answer was
 *     not recorded are made once more.
 * X4  Of an Express execution there is its start, until it ends; of one that somebody waits for there is nothing.
 */
export interface ExecutionJournal {
  added(execution: Execution): void;
  /** After `execution` has followed an event. */
  followed(execution: Execution, event: EngineEvent, made: Transition): void;
  removed(execution: Execution): void;
  /** Every open execution, oldest first, with the effects that are still to be performed. */
  recover(compile: CompileRecorded, environment: Environment): Promise<RecoveredExecution[]>;
  /** One that had ended when the journal was recovered. */
  findEnded(executionArn: string): Execution | undefined;
  /** `known` and all others that there are, oldest first. */
  all(known: Iterable<Execution>): Execution[];
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
  isEnded: boolean;
}

const stores = {
  executions: 'states/executions',
  ended: 'states/ended-executions',
  definitions: 'states/definitions',
  events: 'states/events',
  history: 'states/history',
};
const eventsPerSnapshot = 64;

export function createExecutionJournal(journal: Journal): ExecutionJournal {
  const recordings = new WeakMap<Execution, Recording>();
  if (!journal.isDurable) {
    return {
      added: () => {},
      followed: () => {},
      removed: () => {},
      recover: () => Promise.resolve([]),
      findEnded: () => undefined,
      all: (known) => [...known],
    };
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

  let compileRecorded: CompileRecorded = (definition) => {
    throw new Error(`a machine is compiled before the journal is recovered: ${definition}`);
  };

  const writeSnapshot = (execution: Execution, recording: Recording): void => {
    const { executionArn } = execution.snapshot.execution;
    const { type, definition, revisionId, snapshot } = execution;
    const definitionKey = keyOfDefinition(definition);
    const outstanding = new Map(recording.outstanding);
    const { number } = recording;
    const isEnded = snapshot.status !== 'RUNNING';
    journal.put(isEnded ? stores.ended : stores.executions, executionArn, (): RecordedExecution => {
      return { number, ...(type === 'EXPRESS' && { type }), definitionKey, revisionId, snapshot, outstanding };
    });
    if (isEnded !== recording.isEnded) journal.remove(isEnded ? stores.executions : stores.ended, executionArn);
    recording.isEnded = isEnded;
    if (recording.eventsSinceSnapshot > 0) journal.clear(stores.events, executionArn);
    recording.eventsSinceSnapshot = 0;
    const fresh = execution.history.slice(recording.recordedHistory);
    if (fresh.length > 0) journal.append(stores.history, executionArn, fresh);
    recording.recordedHistory = execution.history.length;
  };

  const definitionOf = ({ definitionKey }: RecordedExecution): string => {
    const definition = definitions.get(definitionKey);
    if (definition === undefined) throw new Error(`the journal lacks the definition ${definitionKey}`);
    return definition;
  };

  const recoverOne = async (recorded: RecordedExecution, environment: Environment): Promise<RecoveredExecution> => {
    const { revisionId, number, type = 'STANDARD' } = recorded;
    const definition = definitionOf(recorded);
    const machine = compileRecorded(definition, type);
    const { executionArn } = recorded.snapshot.execution;
    let { snapshot, outstanding } = recorded;
    const events = journal.loadList<EngineEvent>(stores.events, executionArn);
    const history = loadHistory(executionArn);
    const recordedHistory = recorded.snapshot.eventCount;
    for (const event of events) {
      const made = await transition(machine, snapshot, event, environment);
      snapshot = made.snapshot;
      outstanding = applyEffects(outstanding, event, made.effects);
      history.push(...made.history);
    }
    const execution: Execution = { type, machine, definition, revisionId, snapshot, history, timers: new Map() };
    const eventsSinceSnapshot = events.length;
    recordings.set(execution, { number, outstanding, eventsSinceSnapshot, recordedHistory, isEnded: false });
    return { execution, effects: [...outstanding.values()].filter((effect) => isAwaited(effect, snapshot)) };
  };

  const loadHistory = (executionArn: string): HistoryEvent[] =>
    journal.loadList<HistoryEvent[]>(stores.history, executionArn).flat();

  /** Its machine and history are made when somebody asks for them. */
  const recallEnded = (recorded: RecordedExecution): Execution => {
    const { revisionId, number, type = 'STANDARD', snapshot, outstanding } = recorded;
    const definition = definitionOf(recorded);
    let machine: Machine | undefined;
    let history: HistoryEvent[] | undefined;
    const execution: Execution = {
      type,
      get machine() {
        machine ??= compileRecorded(definition, type);
        return machine;
      },
      definition,
      revisionId,
      snapshot,
      timers: new Map(),
      get history() {
        history ??= loadHistory(snapshot.execution.executionArn);
        return history;
      },
    };
    const recordedHistory = snapshot.eventCount;
    recordings.set(execution, { number, outstanding, eventsSinceSnapshot: 0, recordedHistory, isEnded: true });
    return execution;
  };

  const removed = (execution: Execution): void => {
    const { executionArn } = execution.snapshot.execution;
    recordings.delete(execution);
    journal.remove(stores.executions, executionArn);
    if (execution.type === 'EXPRESS') return;
    journal.remove(stores.ended, executionArn);
    journal.clear(stores.events, executionArn);
    journal.clear(stores.history, executionArn);
  };

  return {
    added(execution) {
      if (execution.onEnded !== undefined) return;
      const number = journal.nextNumber();
      const recording = {
        number,
        outstanding: new Map(),
        eventsSinceSnapshot: 0,
        recordedHistory: 0,
        isEnded: false,
      };
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
      compileRecorded = compile;
      const open = [...journal.load<RecordedExecution>(stores.executions)].map(([, recorded]) => recorded);
      open.sort((one, other) => one.number - other.number);
      const recovered: RecoveredExecution[] = [];
      for (const recorded of open) recovered.push(await recoverOne(recorded, environment));
      return recovered;
    },
    findEnded(executionArn) {
      const recorded = journal.get<RecordedExecution>(stores.ended, executionArn);
      return recorded === undefined ? undefined : recallEnded(recorded);
    },
    all(known) {
      const executions = new Map([...known].map((one) => [one.snapshot.execution.executionArn, one]));
      for (const [executionArn, recorded] of journal.load<RecordedExecution>(stores.ended)) {
        if (!executions.has(executionArn)) executions.set(executionArn, recallEnded(recorded));
      }
      const numberOf = (execution: Execution): number => recordings.get(execution)?.number ?? 0;
      return [...executions.values()].sort((one, other) => numberOf(one) - numberOf(other));
    },
  };
}
