/** What the service and a worker thread with its execution environments say to one another. */

/** Given to the thread when it starts. */
export interface ThreadStart {
  /** One number, shared: the environment whose code has the thread now, 0 where none has. */
  readonly holder: Int32Array;
  /** Where compiled code is kept from one run to the next. Absent: nowhere. */
  readonly compileCacheDirectory?: string;
}

/** Everything that is said is about one environment. */
export interface AboutEnvironment<Message> {
  /** From 1 on, never given twice in a thread. */
  readonly environment: number;
  readonly message: Message;
}

/** How the worker's clock runs: `epochMs` at the moment it is told, `factor` times as fast as real time from then on. */
export interface ClockReading {
  readonly epochMs: number;
  /** 0: time stands still during an invocation. */
  readonly factor: number;
}

/** Service to worker, the first message of an environment: load its code. */
export interface StartMessage {
  readonly kind: 'start';
  /** What the code finds in `process.env`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly taskRoot: string;
  readonly handler: string;
  readonly clock: ClockReading;
  /** Addresses whose requests the service answers without a socket, for example `http://127.0.0.1:4566`. */
  readonly origins: readonly string[];
}

/** Service to worker: run the handler. One at a time. */
export interface InvokeMessage {
  readonly kind: 'invoke';
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly timeoutMs: number;
  readonly clock: ClockReading;
}

/** Service to worker: the answer to a call. */
export interface AnswerMessage {
  readonly kind: 'answer';
  /** Of the call. */
  readonly id: number;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Service to worker: nothing more is wanted of the environment. */
interface EndMessage {
  readonly kind: 'end';
}

export type ServiceMessage = StartMessage | InvokeMessage | AnswerMessage | EndMessage;

/** A request for one of the origins. */
export interface OutgoingCall {
  /** Told apart by it within the worker. */
  readonly id: number;
  readonly origin: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** An error as Lambda answers it to whoever invoked. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended. */
export type HandlerOutcome =
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'failure'; readonly failure: FunctionFailure };

/** Worker to service. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** One line that the code wrote on standard output or error. */
  | { readonly kind: 'line'; readonly line: string }
  /** What the code made of one message of the service. `isAside`: of none, it came by itself in between. */
  | {
      readonly kind: 'turn';
      readonly isAside: boolean;
      readonly calls: readonly OutgoingCall[];
      readonly outcome?: HandlerOutcome;
    }
  /** The environment ends with it. */
  | { readonly kind: 'fatal'; readonly failure: FunctionFailure }
  /** The code has ended its process, as far as the environment is one. */
  | { readonly kind: 'exited'; readonly exitCode: number };
