/**
 * One execution environment: a worker thread with the code of one version, which runs one invocation at a time.
 *
 * E1  Every invocation has exactly one outcome, also when the thread ends or is ended under it.
 * E2  An environment whose code timed out, exited or threw outside its handler runs nothing more.
 * E3  A function's time is the machine's: code runs no faster because the runtime's clock does.
 */
import { Worker } from 'node:worker_threads';
import type { MachineTime } from '../../clock/machine-time.ts';
import type { InProcessOrigins } from '../../http/in-process-origins.ts';
import type { FunctionVersion } from './function-store.ts';
import { lambdaLimits } from './limits.ts';
import { freeTurns, type Turn, type Turns } from './turns.ts';
import type {
  ClockReading,
  EnvironmentStart,
  FunctionFailure,
  HandlerOutcome,
  OutgoingCall,
  ServiceMessage,
  WorkerMessage,
} from './worker/protocol.ts';

export interface ExecutionEnvironment {
  readonly version: FunctionVersion;
  /** False once it can run nothing more (E2). */
  isUsable(): boolean;
  /** Whether the code is at work, as far as is known: it is not where it waits for the answer to a call. */
  isOnTurn(): boolean;
  /** @param onLine gets each line that the code writes until the outcome is there */
  invoke(invocation: EnvironmentInvocation, onLine: (line: string) => void): Promise<HandlerOutcome>;
  /** Ends the thread. Resolves once it has ended. */
  stop(): Promise<void>;
}

interface EnvironmentInvocation {
  readonly payload: string;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly clock: ClockReading;
  /** The order in which workers are heard. */
  readonly turns: Turns;
}

export interface EnvironmentOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: ClockReading;
  readonly machine: MachineTime;
  /** Path of the worker's main module. */
  readonly workerEntry: string;
  /** What is answered without a socket. */
  readonly origins: InProcessOrigins;
  /** Gets the lines that are written while no invocation runs. */
  readonly onIdleLine: (line: string) => void;
}

interface RunningInvocation {
  readonly requestId: string;
  readonly onLine: (line: string) => void;
  readonly settle: (outcome: HandlerOutcome) => void;
  cancelTimeout: () => void;
}

export function startEnvironment(version: FunctionVersion, options: EnvironmentOptions): ExecutionEnvironment {
  const { configuration } = version;
  const timeoutMs = configuration.timeoutSeconds * 1_000;
  const workerData: EnvironmentStart = {
    taskRoot: version.code.directory,
    handler: configuration.handler,
    clock: options.clock,
    origins: options.origins.list(),
  };
  const worker = new Worker(options.workerEntry, {
    name: `${version.functionName}:${version.version}`,
    workerData,
    env: { ...options.variables },
    // The function's options come from its own NODE_OPTIONS, never from how this process was started.
    execArgv: [],
    argv: [],
    // Nothing may reach the standard output of this process; what the code writes comes as messages.
    stdout: true,
    stderr: true,
    // A small young generation: there are many threads, and hardly anything outlives an invocation.
    resourceLimits: { maxOldGenerationSizeMb: configuration.memoryMb, maxYoungGenerationSizeMb: 8 },
  });
  worker.stdout.resume();
  worker.stderr.resume();

  let isReady = false;
  let isUsable = true;
  let running: RunningInvocation | undefined;
  let crash: string | undefined;
  let hasFailed = false;
  /** One for each message that the worker has not made its turn of yet, oldest first. */
  let openTurns: Turn[] = [];
  let turns = freeTurns;
  /** Real time that the worker has spent waiting to be heard, which is not the function's (E3). */
  let unheardMs = 0;

  const settle = (outcome: HandlerOutcome): void => {
    if (running === undefined) return;
    const { settle: resolve, cancelTimeout } = running;
    running = undefined;
    cancelTimeout();
    resolve(outcome);
  };
  /** The thread is gone or will be: what it still had to say does not come. */
  const fail = (failure: FunctionFailure): void => {
    if (hasFailed) return;
    hasFailed = true;
    const [first, ...others] = openTurns;
    openTurns = [];
    if (first === undefined) settle({ kind: 'failure', failure });
    else first.end(() => settle({ kind: 'failure', failure }));
    for (const turn of others) turn.end(() => {});
  };

  const tell = (message: ServiceMessage): void => {
    openTurns.push(turns.open());
    worker.postMessage(message);
  };

  const answer = async ({ id, ...request }: OutgoingCall): Promise<void> => {
    const { statusCode, headers, body } = await options.origins.answer(request);
    if (!hasFailed) tell({ kind: 'answer', id, statusCode, headers, body });
  };

  const limitTime = (limitMs: number): void => {
    if (running === undefined) return;
    const { requestId } = running;
    running.cancelTimeout();
    running.cancelTimeout = options.machine.after(limitMs, () => {
      if (unheardMs > 0) {
        limitTime(unheardMs);
        unheardMs = 0;
        return;
      }
      isUsable = false;
      const seconds = configuration.timeoutSeconds.toFixed(2);
      fail({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
      });
      void worker.terminate();
    });
  };

  const takeUp = ({ calls, outcome }: Extract<WorkerMessage, { kind: 'turn' }>): void => {
    for (const call of calls) void answer(call);
    if (outcome !== undefined) settle(outcome.kind === 'result' ? limitResponse(outcome.payload) : outcome);
  };

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'ready':
        isReady = true;
        limitTime(timeoutMs);
        return;
      case 'line': {
        const note = running?.onLine ?? options.onIdleLine;
        const turn = openTurns[0];
        if (turn === undefined) note(message.line);
        else turn.do(() => note(message.line));
        return;
      }
      case 'turn': {
        const turn = message.isAside ? undefined : openTurns.shift();
        if (turn === undefined) {
          takeUp(message);
          return;
        }
        const saidAtMs = options.machine.nowMs();
        turn.end(() => {
          unheardMs += options.machine.nowMs() - saidAtMs;
          takeUp(message);
        });
        return;
      }
      case 'fatal':
        isUsable = false;
        fail(message.failure);
        return;
    }
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    isUsable = false;
    // Lambda's sandbox kills a process that has used up its memory.
    crash = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'signal: killed' : `${error.name}: ${error.message}`;
  });
  worker.on('exit', (exitCode) => {
    isUsable = false;
    const isSilent = crash === undefined && exitCode === 0;
    const reason = isSilent ? 'without providing a reason' : `with error: ${crash ?? `exit status ${exitCode}`}`;
    fail({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${running?.requestId} Error: Runtime exited ${reason}`,
    });
  });

  return {
    version,
    isUsable: () => isUsable,
    isOnTurn: () => openTurns.length > 0,
    invoke(invocation, onLine) {
      if (running !== undefined) throw new Error('an execution environment runs one invocation at a time');
      return new Promise((resolve) => {
        running = { requestId: invocation.requestId, onLine, settle: resolve, cancelTimeout: () => {} };
        unheardMs = 0;
        turns = invocation.turns;
        limitTime(isReady ? timeoutMs : lambdaLimits.initialisationMs + timeoutMs);
        const { payload, requestId, invokedFunctionArn, clock } = invocation;
        tell({ kind: 'invoke', payload, requestId, invokedFunctionArn, clock, timeoutMs });
      });
    },
    async stop() {
      isUsable = false;
      await worker.terminate();
    },
  };
}

function limitResponse(payload: string): HandlerOutcome {
  if (Buffer.byteLength(payload) <= lambdaLimits.syncResponseBytes) return { kind: 'result', payload };
  return {
    kind: 'failure',
    failure: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${lambdaLimits.syncResponseBytes} bytes).`,
    },
  };
}
