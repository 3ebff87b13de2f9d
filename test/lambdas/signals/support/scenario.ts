import type { Invocation } from './fleet.ts';
import type { Call } from './process.ts';
import type { Letter } from './signals.ts';
import type { Simulation } from './simulation.ts';

export interface Scenario {
  /** The letters of the signals' types; their order is that of their keys. S starts the workflow. */
  readonly signals: readonly Letter[];
  /** What each wait accepts, one after the other; after the last the run closes. */
  readonly waits: readonly string[];
  readonly closeAccepts: string;
  /** Continues as new at this position of the first run. */
  readonly continueAt?: number;
  /** How often each fault may happen in one course. Default: never. */
  readonly crashes?: number;
  readonly lateLambdas?: number;
  readonly timeouts?: number;
  readonly duplicates?: number;
  /** The run fails with its retries spent, and is redriven. */
  readonly redrives?: number;
  /** An operator forces a restart (F1), one after the other unless `operatorsAtOnce`. One that dies is called again. */
  readonly restarts?: number;
  /** An operator terminates the workflow (T1 to T3). */
  readonly terminations?: number;
  readonly operatorsAtOnce?: true;
  /** The sweeper looks at the workflow once it is overdue (R2, G1), one sweep after the other. */
  readonly sweeps?: number;
  /** Whatever a run consumes makes it act: an activity behind `once`, which a stopped execution does not stop. */
  readonly hasActivities?: true;
}

/** One rule of the protocol left out. Every flaw has one, to prove that the exploration would find it. */
export interface Weakness {
  /** Alters a call before it is made. */
  readonly call?: (call: Call, invocation: Invocation, simulation: Simulation) => Call;
  /** Alters what a call answers. */
  readonly answer?: (output: unknown, call: Call, invocation: Invocation, simulation: Simulation) => unknown;
  /** Alters the error that a call is refused with. */
  readonly refusal?: (error: unknown, call: Call, invocation: Invocation, simulation: Simulation) => unknown;
  readonly machine?: 'drops carry on timeout' | 'restarts the count on redrive';
}

/** One run, as Step Functions would hold it. */
export interface Execution {
  readonly run: number;
  status: 'running' | 'done' | 'fenced' | 'failed' | 'aborted';
  at: 'load' | 'await' | 'activity' | 'continue' | 'close';
  loaded: boolean;
  position: number;
  applied: readonly string[];
  carry: readonly string[];
  seq: number;
  redriveCount: number;
  retryCount: number;
  /** Of the task that the run is in; another one for every attempt. */
  token: string;
  /** When it ended, or when the Lambda that its wait called was through; undefined: it is at work. */
  quietSinceMs: number | undefined;
}

/** What a run of the simulation keeps in its checkpoint. */
export interface Checkpoint {
  readonly position: number;
  readonly applied: readonly string[];
}

export function beginExecution(run: number): Execution {
  return {
    run,
    status: 'running',
    at: 'load',
    loaded: false,
    position: 0,
    applied: [],
    carry: [],
    seq: 0,
    redriveCount: 0,
    retryCount: 0,
    token: '',
    quietSinceMs: undefined,
  };
}

const budgeted = [
  'crashes',
  'lateLambdas',
  'timeouts',
  'duplicates',
  'redrives',
  'restarts',
  'terminations',
  'sweeps',
] as const satisfies ReadonlyArray<keyof Scenario>;

/** How often each may still happen. */
export type Budget = Record<(typeof budgeted)[number], number>;

export function budgetOf(scenario: Scenario): Budget {
  return Object.fromEntries(budgeted.map((name) => [name, scenario[name] ?? 0])) as Budget;
}
