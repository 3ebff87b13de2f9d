import { errorNames } from './failure.ts';
import type { EventShape } from './history.ts';
import { limits } from './limits.ts';
import type { Machine } from './machine.ts';
import { Payload } from './payload.ts';
import type { MaybePromise } from './query-language/query.ts';
import { drawRandom } from './random.ts';
import type { Outcome, Step } from './step.ts';
import type { Thread } from './thread.ts';
import type {
  BranchPath,
  Effect,
  Environment,
  ExecutionIdentity,
  HistoryDetails,
  HistoryPart,
  Snapshot,
} from './types.ts';

/** Runs a thread until it waits or ends. In `Run`, so that Parallel and Map can run their branches by it. */
type RunThread = (run: Run, thread: Thread, begin: () => MaybePromise<Step>) => MaybePromise<Outcome>;

/**
 * One transition at work: what it has written and asked for so far, and the counters that it takes from the snapshot and
 * leaves in the next. Lives no longer than the transition.
 */
export class Run {
  readonly machine: Machine;
  readonly environment: Environment;
  readonly execution: ExecutionIdentity;
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly runThread: RunThread;
  readonly #firstEventId: number;
  readonly #cells: unknown[] = [];
  effects: Effect[] = [];
  eventCount: number;
  transitionCount: number;
  nextId: number;
  randomState: number;
  redriveCount: number;
  redrivenAtMs: number | undefined;
  timeoutTimerId: number | undefined;
  #input: Payload | undefined;

  constructor(machine: Machine, snapshot: Snapshot, atMs: number, environment: Environment, runThread: RunThread) {
    this.machine = machine;
    this.environment = environment;
    this.execution = snapshot.execution;
    this.atMs = atMs;
    this.startedAtMs = snapshot.startedAtMs;
    this.runThread = runThread;
    this.eventCount = snapshot.eventCount;
    this.#firstEventId = snapshot.eventCount + 1;
    this.transitionCount = snapshot.transitionCount;
    this.nextId = snapshot.nextId;
    this.randomState = snapshot.randomState;
    this.redriveCount = snapshot.redriveCount;
    this.redrivenAtMs = snapshot.redrivenAtMs;
    this.timeoutTimerId = snapshot.timeoutTimerId;
  }

  /** The execution's input, parsed once a transition. */
  get input(): Payload {
    this.#input ??= Payload.ofText(this.execution.input);
    return this.#input;
  }

  /** Writes a history event and gives its id. Throws `HistoryFullError` where only the end may still be written. */
  record(type: string, previousEventId: number, details?: HistoryDetails): number {
    if (this.#isFull() && !type.startsWith('Execution')) throw new HistoryFullError();
    this.#cells.push(previousEventId, type, details);
    this.eventCount += 1;
    return this.eventCount;
  }

  /** The same for an event whose shape is known: `value` is the detail that the shape leaves open. */
  recordShaped(shape: EventShape, previousEventId: number, value: string | number): number {
    if (this.#isFull()) throw new HistoryFullError();
    this.#cells.push(previousEventId, shape, value);
    this.eventCount += 1;
    return this.eventCount;
  }

  #isFull(): boolean {
    return this.eventCount >= limits.historyEvents - 1 && this.machine.hasUnboundedHistory !== true;
  }

  /** What was written so far. */
  get history(): HistoryPart {
    // A copy has the room that it needs; a list that grew has half as much again, and this one stays.
    return { firstId: this.#firstEventId, atMs: this.atMs, cells: this.#cells.slice() };
  }

  /** Writes an event of a thread, which the thread's next one will follow. */
  recordIn(thread: Thread, type: string, details?: HistoryDetails): number {
    thread.lastEventId = this.record(type, thread.lastEventId, details);
    return thread.lastEventId;
  }

  readonly random = (): number => {
    const { state, value } = drawRandom(this.randomState);
    this.randomState = state;
    return value;
  };

  newId(): number {
    const id = this.nextId;
    this.nextId += 1;
    return id;
  }

  setTimer(path: BranchPath, delaySeconds: number): number {
    return this.setTimerAt(path, this.atMs + delaySeconds * 1000);
  }

  setTimerAt(path: BranchPath, dueMs: number): number {
    const timerId = this.newId();
    this.effects.push({ kind: 'set-timer', path, timerId, dueMs });
    return timerId;
  }

  cancelTimer(timerId: number | undefined): void {
    if (timerId !== undefined) this.effects.push({ kind: 'cancel-timer', timerId });
  }
}

/** Caught by `transition`, which then ends the execution. */
export class HistoryFullError extends Error {
  override readonly name = 'HistoryFullError';

  get failure(): { readonly error: string; readonly cause: string } {
    return {
      error: errorNames.runtime,
      cause: `The execution reached the maximum number of history events (${limits.historyEvents}).`,
    };
  }
}
