import type { EventShape } from './history.ts';
import type { Query } from './query-language/query.ts';
import type { TaskResource } from './task-resource.ts';

/** A definition compiled for running: expressions parsed, defaults filled in, transitions resolved to names. */

export interface Machine extends StateTable {
  /** Unit: seconds. */
  readonly timeoutSeconds?: number;
  /** The history may have as many events as it likes, as that of an Express execution may. */
  readonly hasUnboundedHistory?: true;
}

export interface StateTable {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

interface Named {
  readonly name: string;
  /** Of the events that are written when the state is entered and left. */
  readonly entered: EventShape;
  readonly exited: EventShape;
}

interface Exits {
  /** `null`: the thread ends with this state. */
  readonly next: string | null;
  readonly output?: Query;
  readonly assign?: Query;
}

export interface Recoverable {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly hasJitter: boolean;
}

export interface Catcher extends Exits {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

interface PassState extends Named, Exits {
  readonly type: 'Pass';
}

export interface TaskState extends Named, Exits, Recoverable {
  readonly type: 'Task';
  readonly resource: TaskResource;
  readonly arguments?: Query;
  readonly timeoutSeconds?: Query;
  readonly heartbeatSeconds?: Query;
  /** Gives an object with `RoleArn`: the role that the task is called under. */
  readonly credentials?: Query;
}

export interface ChoiceState extends Named, Exits {
  readonly type: 'Choice';
  readonly rules: readonly (Exits & { readonly condition: Query; readonly next: string })[];
}

export interface WaitState extends Named, Exits {
  readonly type: 'Wait';
  readonly seconds?: Query;
  readonly timestamp?: Query;
}

interface SucceedState extends Named, Exits {
  readonly type: 'Succeed';
}

export interface FailState extends Named {
  readonly type: 'Fail';
  readonly error?: Query;
  readonly cause?: Query;
}

export interface ParallelState extends Named, Exits, Recoverable {
  readonly type: 'Parallel';
  readonly branches: readonly StateTable[];
  readonly arguments?: Query;
}

export interface MapState extends Named, Exits, Recoverable {
  readonly type: 'Map';
  readonly items?: Query;
  readonly itemSelector?: Query;
  readonly iteration: StateTable;
  readonly iterationEvents: Readonly<Record<'started' | 'succeeded' | 'failed' | 'aborted', EventShape>>;
  readonly maxConcurrency?: Query;
  /** Evaluated for their types; an inline Map tolerates no failure. */
  readonly tolerated: readonly Query[];
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;
