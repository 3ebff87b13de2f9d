/** What the service and the worker thread of an execution environment say to one another. */

/** How the worker's clock runs: `epochMs` at the moment it is told, `factor` times as fast as real time from then on. */
export interface ClockReading {
  readonly epochMs: number;
  /** 0: time stands still during an invocation. */
  readonly factor: number;
}

/** Given to the worker when it starts. */
export interface EnvironmentStart {
  readonly taskRoot: string;
  readonly handler: string;
  readonly clock: ClockReading;
}

/** Service to worker: run the handler. One at a time. */
export interface InvokeMessage {
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly timeoutMs: number;
  readonly clock: ClockReading;
}

/** An error as Lambda answers it to whoever invoked. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Worker to service. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** One line that the code wrote on standard output or error. */
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'result'; readonly payload: string }
  /** `isFatal`: the environment ends with it. */
  | { readonly kind: 'failure'; readonly failure: FunctionFailure; readonly isFatal: boolean };
