import type { Json } from './asl.ts';

/**
 * What one execution is between two events, and what goes in and out of `transition`. All of it is plain JSON data, so
 * that a journal can store it; documents that passed through states are kept as their JSON text, which is what AWS shows
 * and what needs no second serialisation.
 */

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What an execution is started with; never changes. */
export interface ExecutionIdentity {
  readonly executionArn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The unqualified ARN, also when a version or an alias was started. */
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  /** JSON text. */
  readonly input: string;
  /** For everything in the execution that is random: jitter, task tokens, `$random`, `$uuid`. */
  readonly seed: number;
}

/** For what is put together member by member, before anybody else has it. */
export type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

export type Variables = Readonly<Record<string, Json>>;

export interface Snapshot {
  readonly execution: ExecutionIdentity;
  readonly status: ExecutionStatus;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** Kept after the end, so that a redrive knows where to go on. */
  readonly root: Branch;
  readonly output?: string;
  readonly failure?: Failure;
  /** Id of the newest history event. */
  readonly eventCount: number;
  /** States entered and retries made: what AWS bills. */
  readonly transitionCount: number;
  /** Next id for a task or timer. */
  readonly nextId: number;
  readonly randomState: number;
  readonly redriveCount: number;
  readonly redrivenAtMs?: number;
  /** Timer of the machine's own `TimeoutSeconds`. */
  readonly timeoutTimerId?: number;
}

/** One thread of states: the execution itself, a branch of a Parallel, an iteration of a Map. */
export interface Branch {
  /** Variables assigned in this scope; those of the outer scopes are in the outer branches. */
  readonly variables: Variables;
  /** What the next event of this thread names as its `previousEventId`. */
  readonly lastEventId: number;
  /** Absent before the first state. */
  readonly frame?: Frame;
  /** Output of a branch that is through. */
  readonly output?: string;
}

/** The visit of one state. */
export interface Frame {
  readonly stateName: string;
  readonly input: string;
  readonly enteredAtMs: number;
  readonly enteredEventId: number;
  /** The thread's newest event before this visit. */
  readonly previousEventId: number;
  readonly retryCount: number;
  /** Retries made, by the index of the retrier. */
  readonly retrierCounts?: readonly number[];
  /** What the visit waits for; absent where it failed. */
  readonly activity?: Activity;
}

export type Activity =
  | {
      readonly kind: 'task';
      readonly taskId: number;
      readonly token?: string;
      /** A callback task, or a job, whose call has been answered. */
      readonly submitted: boolean;
      readonly job?: Job;
      readonly timeoutTimerId?: number;
      readonly heartbeatSeconds?: number;
      readonly heartbeatTimerId?: number;
    }
  | { readonly kind: 'delay'; readonly timerId: number }
  | { readonly kind: 'retry'; readonly timerId: number }
  | { readonly kind: 'parallel'; readonly branches: readonly Branch[] }
  | {
      readonly kind: 'map';
      readonly items: readonly Json[];
      readonly maxConcurrency: number;
      /** By index of the item; an iteration that has not started is not in it. */
      readonly branches: readonly Branch[];
    };

/** What a task of the kind `.sync` waits for. */
export interface Job {
  readonly resource: string;
  /** JSON text that the call was answered with: it names the job. */
  readonly answer: string;
}

/** An error as Step Functions knows it. Both members may be missing: a callback may fail without saying why. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
  /** A missed heartbeat: written as `States.Timeout`, matched by `States.HeartbeatTimeout` too. */
  readonly isHeartbeat?: true;
}

/** Way from the root branch to the one concerned: the index of the branch at every nesting. */
export type BranchPath = readonly number[];

export type EngineEvent = { readonly atMs: number } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'timer-fired'; readonly path: BranchPath; readonly timerId: number }
  /** The call was answered; of a callback task and a job, which go on, that it was made. */
  | { readonly kind: 'task-answered'; readonly path: BranchPath; readonly taskId: number; readonly output: string }
  | { readonly kind: 'task-failed'; readonly path: BranchPath; readonly taskId: number; readonly failure: Failure }
  | { readonly kind: 'job-succeeded'; readonly path: BranchPath; readonly taskId: number; readonly output: string }
  | { readonly kind: 'job-failed'; readonly path: BranchPath; readonly taskId: number; readonly failure: Failure }
  | { readonly kind: 'callback-succeeded'; readonly path: BranchPath; readonly token: string; readonly output: string }
  | { readonly kind: 'callback-failed'; readonly path: BranchPath; readonly token: string; readonly failure: Failure }
  | { readonly kind: 'callback-heartbeat'; readonly path: BranchPath; readonly token: string }
  | { readonly kind: 'stop'; readonly failure: Failure }
  | { readonly kind: 'redrive' }
);

export type Effect =
  | {
      readonly kind: 'call-task';
      readonly path: BranchPath;
      readonly taskId: number;
      readonly resource: string;
      /** JSON text. */
      readonly parameters: string;
      /** Under which the call is made, where it is not the machine's own role. */
      readonly roleArn?: string;
    }
  /** The end of the job is to be reported. */
  | {
      readonly kind: 'watch-job';
      readonly path: BranchPath;
      readonly taskId: number;
      readonly job: Job;
    }
  /** Nobody waits for the job any more. */
  | { readonly kind: 'stop-job'; readonly job: Job }
  | { readonly kind: 'set-timer'; readonly path: BranchPath; readonly timerId: number; readonly dueMs: number }
  | { readonly kind: 'cancel-timer'; readonly timerId: number }
  | { readonly kind: 'execution-ended'; readonly status: ExecutionStatus; readonly failure?: Failure };

/** A history event; its details are those that AWS gives for the type, less the constant `…Details {truncated}`. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly atMs: number;
  readonly details?: HistoryDetails;
}

export type HistoryDetails = Readonly<Record<string, unknown>>;

/** The history events of one transition, packed: `history.ts` reads them. They outlive everything else of an execution. */
export interface HistoryPart {
  /** Id of the first; the others follow without a gap. */
  readonly firstId: number;
  readonly atMs: number;
  readonly cells: readonly unknown[];
}

export interface Transition {
  /** The snapshot that was given, where the event came too late to matter. */
  readonly snapshot: Snapshot;
  readonly effects: readonly Effect[];
  readonly history: HistoryPart;
}

/** What the engine must know of the place that it runs in. */
export interface Environment {
  readonly region: string;
}
