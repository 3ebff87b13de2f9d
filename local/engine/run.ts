import { errorNames } from './failure.ts';
import { type EventShape, startType } from './history.ts';
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
type RunThread = (
  run: Run,
  thread: Thread,
  begin: (run: Run, thread: Thread) => MaybePromise<Step>,
) => MaybePromise<Outcome>;

/**
 * Where a transition writes its history, handed empty from one to the next. Two that are at work at once, as with queries
 * that have to be waited for, have one each.
 */
let spareCells: unknown[] | undefined;
const mostSpareCells = 3 * 256;

/** Shared, and never added to. */
const nothing: Effect[] = [];

/**
 * One transition at work: what it has written and asked for so far, and the counters that it takes from the snapshot and
 * leaves in the next. Lives no longer than the transition.
 *
 * Its fields are declared, not defined, as in all classes here of which there are thousands: a field that is defined is set
 * twice, and until the code is optimised that takes ten times as long as the constructor's assignment alone.
 */
export class Run {
  declare readonly machine: Machine;
  declare readonly environment: Environment;
  declare readonly execution: ExecutionIdentity;
  declare readonly atMs: number;
  declare readonly startedAtMs: number;
  declare readonly runThread: RunThread;
  declare private readonly firstEventId: number;
  declare private readonly cells: unknown[];
  declare private cellCount: number;
  declare effects: Effect[];
  declare eventCount: number;
  declare transitionCount: number;
  declare nextId: number;
  declare randomState: number;
  declare redriveCount: number;
  declare redrivenAtMs: number | undefined;
  declare timeoutTimerId: number | undefined;
  declare private knownInput: Payload | undefined;
  declare private knownRandom: (() => number) | undefined;

  constructor(machine: Machine, snapshot: Snapshot, atMs: number, environment: Environment, runThread: RunThread) {
    this.cellCount = 0;
    this.effects = nothing;
    this.machine = machine;
    this.environment = environment;
    this.execution = snapshot.execution;
    this.atMs = atMs;
    this.startedAtMs = snapshot.startedAtMs;
    this.runThread = runThread;
    this.eventCount = snapshot.eventCount;
    this.firstEventId = snapshot.eventCount + 1;
    this.transitionCount = snapshot.transitionCount;
    this.nextId = snapshot.nextId;
    this.randomState = snapshot.randomState;
    this.redriveCount = snapshot.redriveCount;
    this.redrivenAtMs = snapshot.redrivenAtMs;
    this.timeoutTimerId = snapshot.timeoutTimerId;
    this.cells = spareCells ?? [];
    spareCells = undefined;
  }

  /** The execution's input, parsed once a transition. */
  get input(): Payload {
    this.knownInput ??= Payload.ofText(this.execution.input);
    return this.knownInput;
  }

  /** Writes the first event. */
  recordStart(): void {
    this.write(0, startType, this.execution);
  }

  /** Writes a history event and gives its id. Throws `HistoryFullError` where only the end may still be written. */
  record(type: string, previousEventId: number, details?: HistoryDetails): number {
    if (this.isFull() && !type.startsWith('Execution')) throw new HistoryFullError();
    return this.write(previousEventId, type, details);
  }

  /** The same for an event whose shape is known: `value` is the detail that the shape leaves open. */
  recordShaped(shape: EventShape, previousEventId: number, value: string | number): number {
    if (this.isFull()) throw new HistoryFullError();
    return this.write(previousEventId, shape, value);
  }

  private write(previousEventId: number, kind: string | EventShape, value: unknown): number {
    const cells = this.cells;
    const at = this.cellCount;
    cells[at] = previousEventId;
    cells[at + 1] = kind;
    cells[at + 2] = value;
    this.cellCount = at + 3;
    this.eventCount += 1;
    return this.eventCount;
  }

  private isFull(): boolean {
    return this.eventCount >= limits.historyEvents - 1 && this.machine.hasUnboundedHistory !== true;
  }

  /** What was written. Nothing may be written after it. */
  takeHistory(): HistoryPart {
    // A copy has the room that it needs, and it stays; the list that grew is the next transition's.
    const count = this.cellCount;
    const cells = this.cells.slice(0, count);
    if (this.cells.length <= mostSpareCells) {
      for (let at = 0; at < count; at += 1) this.cells[at] = undefined;
      spareCells = this.cells;
    }
    return { firstId: this.firstEventId, atMs: this.atMs, cells };
  }

  /** Writes an event of a thread, which the thread's next one will follow. */
  recordIn(thread: Thread, type: string, details?: HistoryDetails): number {
    thread.lastEventId = this.record(type, thread.lastEventId, details);
    return thread.lastEventId;
  }

  /** Made when it is asked for: few transitions draw. */
  get random(): () => number {
    this.knownRandom ??= () => {
      const { state, value } = drawRandom(this.randomState);
      this.randomState = state;
      return value;
    };
    return this.knownRandom;
  }

  newId(): number {
    const id = this.nextId;
    this.nextId += 1;
    return id;
  }

  /** Asks for an effect. */
  ask(effect: Effect): void {
    // Most transitions ask for one, for which a list that has been grown would be too large: whoever keeps it waits.
    if (this.effects.length === 0) this.effects = [effect];
    else this.effects.push(effect);
  }

  setTimer(path: BranchPath, delaySeconds: number): number {
    return this.setTimerAt(path, this.atMs + delaySeconds * 1000);
  }

  setTimerAt(path: BranchPath, dueMs: number): number {
    const timerId = this.newId();
    this.ask({ kind: 'set-timer', path, timerId, dueMs });
    return timerId;
  }

  cancelTimer(timerId: number | undefined): void {
    if (timerId !== undefined) this.ask({ kind: 'cancel-timer', timerId });
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
