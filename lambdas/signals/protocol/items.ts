import { type SignalType, signalKeyPrefix } from '../../domain/signals.ts';
import type { WorkflowKey, WorkflowRun } from '../../domain/workflow-types.ts';

/** The instance: what is true of a workflow now, whichever run it is in. Times are ISO 8601 unless their unit is named. */
export interface Instance {
  readonly pk: string;
  readonly sk: 'instance';
  readonly run: number;
  readonly status: 'starting' | 'open' | 'closed';
  /** Fence: the number of the last write by a wait or a close of this run. */
  readonly no?: number;
  /** Request id of the close that wrote `no`. */
  readonly by?: string;
  readonly wait?: { readonly token: string; readonly accepts: readonly SignalType[] };
  readonly checkpoint?: Checkpoint;
  /** Keys of the signals whose effect the checkpoint contains and that are perhaps not cleaned yet. */
  readonly consumed?: readonly string[];
  /** Runs from here to `run` − 1 have to be stopped before `run` is started. */
  readonly stopFrom?: number;
  /** Before this instant `run` must not be started. */
  readonly startAfter?: string;
  /** When something should have happened; every instance that is not closed has it. */
  readonly expectedBy?: string;
  readonly definitionVersion?: string;
  /** Of the checkpoint; for readers only. */
  readonly phase?: string;
  /** `pk` of the workflow that began this one. */
  readonly parent?: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  /** What was done to it from outside last, and why; for readers, and for whoever repeats what was interrupted. */
  readonly operation?: Operation;
  /** Unit: seconds since the epoch. */
  readonly ttl?: number;
}

export interface Operation {
  /** An operator's doing, or the sweeper's (`repair`). */
  readonly what: 'terminate' | 'restart' | 'redrive' | 'repair';
  /** In the words of whoever did it; no personal data. */
  readonly reason: string;
  readonly at: string;
}

/** A workflow's own state, as far as a new run needs it. At most 16 KB as JSON, no personal data. */
export interface Checkpoint {
  readonly phase: string;
  readonly [field: string]: unknown;
}

export interface SignalItem {
  readonly pk: string;
  readonly sk: string;
  readonly type: SignalType;
  readonly receivedAt: string;
  /** Present exactly while the signal waits to be consumed; `payload` goes with it. */
  readonly pendingSince?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Run that consumed it. */
  readonly consumedBy?: number;
  /** Unit: seconds since the epoch. */
  readonly ttl?: number;
}

/** A pending signal, as a query shows it: of its payload only the booking, where it names one. */
export type PendingSignal = Pick<SignalItem, 'sk' | 'type'> & { readonly payload?: { readonly bookingId?: unknown } };

/** What a run is told of a signal that it is to consume. */
export interface Delivery {
  readonly signal: { readonly sk: string; readonly type: SignalType; readonly version: number };
  /** Keys that the run's next checkpoint acknowledges: this signal's, and those of earlier ones that are not cleaned yet. */
  readonly carry: readonly string[];
  /** Another signal is pending. */
  readonly more: boolean;
}

export const partitionKey = ({ type, id }: WorkflowKey): string => `${type}#${id}`;
export const instanceKey = (workflow: WorkflowKey) => ({ pk: partitionKey(workflow), sk: 'instance' });
export const signalItemKey = (workflow: WorkflowKey, sk: string) => ({ pk: partitionKey(workflow), sk });
export { signalKeyPrefix };

/** Identity of one attempt of one wait (or close) of a run; greater is later. `seq` grows when the run leaves the wait. */
export interface Attempt {
  readonly seq: number;
  readonly redriveCount: number;
  readonly retryCount: number;
}

export const fenceNumber = ({ seq, redriveCount, retryCount }: Attempt): number =>
  seq * 1_000_000 + redriveCount * 1_000 + retryCount;

export type { WorkflowKey, WorkflowRun };
