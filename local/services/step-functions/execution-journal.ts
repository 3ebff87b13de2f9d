import { History } from '../../engine/history.ts';
import type { Machine } from '../../engine/machine.ts';
import { transition } from '../../engine/transition.ts';
import type { Effect, EngineEvent, Environment, HistoryPart, Transition } from '../../engine/types.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Execution } from './execution.ts';
import { keyOf, nameIn, nameOf } from './execution-key.ts';
import { createOrigins } from './execution-origins.ts';
import type { CompileRecorded } from './machine-journal.ts';
import { isAwaited } from './outstanding-effects.ts';
import { decodeExecution, type RecordedExecution } from './recorded-execution.ts';
import { decodeStart, isRecordedStart } from './recorded-start.ts';
import { Recording } from './recording.ts';

/**
 * Executions in the journal: what one was started with or a snapshot, and the events since.
 *
 * X1  Folding the events over the start or the snapshot through `transition` gives the execution as it was (E1), with its history.
 * X2  After `eventsPerSnapshot` events, and where an execution ends or is redriven, there is a new snapshot and no event:
 *     recovery folds only what is open, and of that only the latest part. What has ended is read when somebody asks for it.
 * X3  What an execution waits for is taken up again: timers at the instants they were set to; task calls whose answer was
 *     not recorded are made once more.
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

const stores = {
  executions: 'states/executions',
  ended: 'states/ended-executions',
  events: 'states/events',
  history: 'states/history',
};
const eventsPerSnapshot = 64;
/** What is beside a snapshot is written again with each: no more than this of a history is. */
const mostHistoryBeside = 256;

export function createExecutionJournal(journal: Journal): ExecutionJournal {
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

  const origins = createOrigins(journal);
  /** By the names of those that had ended; they are not many bytes, and read when the first is asked for. */
  let endedKeys: Map<string, string> | undefined;
  let compileRecorded: CompileRecorded = (definition) => {
    throw new Error(`a machine is compiled before the journal is recovered: ${definition}`);
  };

  const putSnapshot = (execution: Execution, recording: Recording): void => {
    const { snapshot } = execution;
    const { key } = recording;
    const isEnded = snapshot.status !== 'RUNNING';
    if (isEnded !== recording.isEnded) {
      const before = recording.isEnded ? stores.ended : stores.executions;
      if (recording.isNew && recording.turn === journal.turn()) journal.takeBack(before, key);
      else journal.remove(before, key);
    }
    recording.outgrowStart();
    // Read when the turn is written, with all that has happened until then: `followed` records no event before.
    journal.putText(isEnded ? stores.ended : stores.executions, key, recording);
    if (recording.eventsSinceSnapshot > 0) journal.clear(stores.events, key);
    recording.isNew &&= recording.turn === journal.turn();
    recording.turn = journal.turn();
    recording.isEnded = isEnded;
    recording.eventsSinceSnapshot = 0;
    if (isEnded || snapshot.eventCount - recording.listedHistory <= mostHistoryBeside) return;
    journal.append(stores.history, key, execution.history.partsFrom(recording.listedHistory + 1));
    recording.listedHistory = snapshot.eventCount;
  };

  /** The events are folded; what the list has of its history is read when somebody asks for it. */
  const recall = (key: string, recorded: RecordedExecution, machine: () => Machine): Execution => {
    const { originKey, snapshot, outstanding, history } = recorded;
    const { type, definition, revisionId } = origins.get(originKey);
    const listedHistory = (history[0]?.firstId ?? snapshot.eventCount + 1) - 1;
    const readListed = () => journal.loadList<HistoryPart[]>(stores.history, key).flat();
    const execution: Execution = {
      type,
      revision: {
        definition,
        revisionId,
        get machine() {
          return machine();
        },
      },
      snapshot,
      history: new History(history, listedHistory === 0 ? undefined : readListed),
      timers: undefined,
      recording: undefined,
      onEnded: undefined,
    };
    execution.recording = Recording.ofRecovered(key, originKey, execution, outstanding, listedHistory);
    return execution;
  };

  const recoverOne = async (key: string, text: string, environment: Environment): Promise<RecoveredExecution> => {
    const start = isRecordedStart(text) ? decodeStart(text, origins) : undefined;
    const recorded = start === undefined ? decodeExecution(text, origins) : { ...start, outstanding: [], history: [] };
    const { definition, type } = origins.get(recorded.originKey);
    const machine = compileRecorded(definition, type);
    const execution = recall(key, recorded, () => machine);
    const recording = execution.recording!;
    const events = journal.loadList<EngineEvent>(stores.events, key);
    recording.eventsSinceSnapshot = events.length;
    for (const event of [...(start?.events ?? []), ...events]) {
      const transited = transition(machine, execution.snapshot, event, environment);
      // Ten thousand that are awaited in turn take as long as they take to fold.
      const made = transited instanceof Promise ? await transited : transited;
      execution.snapshot = made.snapshot;
      execution.history.append(made.history);
      recording.applyEffects(event, made.effects);
    }
    const effects = recording.outstanding.filter((effect) => isAwaited(effect, execution.snapshot));
    return { execution, effects };
  };

  /** Its machine is compiled when somebody asks for it. */
  const recallEnded = (key: string, text: string): Execution => {
    const recorded = decodeExecution(text, origins);
    const { definition, type } = origins.get(recorded.originKey);
    let machine: Machine | undefined;
    return recall(key, recorded, () => {
      machine ??= compileRecorded(definition, type);
      return machine;
    });
  };

  const removed = (execution: Execution): void => {
    const { recording } = execution;
    if (recording === undefined) return;
    const { key, isNew, turn } = recording;
    execution.recording = undefined;
    if (isNew && turn === journal.turn()) journal.takeBack(stores.executions, key);
    else journal.remove(stores.executions, key);
    if (execution.type === 'EXPRESS') return;
    journal.remove(stores.ended, key);
    journal.clear(stores.events, key);
    journal.clear(stores.history, key);
  };

  return {
    added(execution) {
      if (execution.onEnded !== undefined) return;
      const key = keyOf(journal.nextNumber(), execution);
      const recording = Recording.ofStart(key, origins.keyOf(execution), execution, journal.turn());
      execution.recording = recording;
      // Of an Express execution that is all there will ever be: as it starts, so it will begin again.
      journal.putText(stores.executions, key, recording);
    },
    followed(execution, event, { effects }) {
      const { recording } = execution;
      if (recording === undefined) return;
      if (execution.type === 'EXPRESS') {
        if (execution.snapshot.status !== 'RUNNING') removed(execution);
        return;
      }
      const isEnded = execution.snapshot.status !== 'RUNNING';
      if (isEnded) recording.clearEffects();
      else recording.applyEffects(event, effects);
      if (isEnded || event.kind === 'redrive' || recording.eventsSinceSnapshot + 1 >= eventsPerSnapshot) {
        putSnapshot(execution, recording);
        return;
      }
      if (recording.turn === journal.turn()) {
        if (event.kind === 'start') recording.startFollowed(event.atMs);
        else recording.outgrowStart();
        return;
      }
      recording.eventsSinceSnapshot += 1;
      journal.append(stores.events, recording.key, event);
    },
    removed,
    async recover(compile, environment) {
      compileRecorded = compile;
      const recovered: RecoveredExecution[] = [];
      for (const [key, text] of journal.load<string>(stores.executions)) {
        recovered.push(await recoverOne(key, text, environment));
      }
      return recovered;
    },
    findEnded(executionArn) {
      endedKeys ??= new Map([...journal.keys(stores.ended)].map((key) => [nameIn(key), key]));
      const key = endedKeys.get(nameOf(executionArn));
      const text = key === undefined ? undefined : journal.get<string>(stores.ended, key);
      return key === undefined || text === undefined ? undefined : recallEnded(key, text);
    },
    all(known) {
      const executions = new Map([...known].map((one) => [one.recording?.key ?? '', one]));
      for (const [key, text] of journal.load<string>(stores.ended)) {
        if (!executions.has(key)) executions.set(key, recallEnded(key, text));
      }
      return [...executions].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, execution]) => execution);
    },
  };
}
