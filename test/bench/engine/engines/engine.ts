/** The seam between what is measured and what it is measured on. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** As far as the definitions of the cases go: no paths, no expressions. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

export type StateDefinition =
  | { readonly Type: 'Pass'; readonly Next: string }
  | { readonly Type: 'Pass'; readonly End: true }
  | { readonly Type: 'Task'; readonly Resource: string; readonly End: true }
  | { readonly Type: 'Parallel'; readonly Branches: readonly Definition[]; readonly End: true }
  | { readonly Type: 'Map'; readonly Iterator: Definition; readonly End: true }
  | { readonly Type: 'Wait'; readonly Seconds: number; readonly End: true };

/** An engine with one machine on it. Every task of the machine is a function in this process that answers its input. */
export interface Engine {
  /** Starts an execution for each input, all at once, and resolves when all have ended. */
  run(inputs: readonly Json[]): Promise<Ended>;
  /** Starts an execution for each input, all at once, and resolves when all wait for a timer. */
  park(inputs: readonly Json[]): Promise<Parked>;
  /** Removes what it has outside of the process. */
  close?(): void;
}

interface Ended {
  /** In the order of the inputs. Throws if an execution did not succeed. */
  outputs(): Promise<readonly Json[]>;
  /** Of an engine that keeps histories: how many events each can still be asked for. */
  historyLengths?(): Promise<readonly number[]>;
}

/** Holds what a user of the engine would have to hold on to. */
interface Parked {
  /** How many executions wait now. */
  count(): Promise<number>;
}

export type OpenEngine = (definition: Definition) => Promise<Engine>;

/** Executions of the peers wait by a timer of Node each. */
export function countNodeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
