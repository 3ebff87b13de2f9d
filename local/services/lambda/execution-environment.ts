/**
 * One execution environment: a worker thread with the code of one version, which runs one invocation at a time.
 *
 * E1  Every invocation has exactly one outcome, also when the thread ends or is ended under it.
 * E2  An environment whose code timed out, exited or threw outside its handler runs nothing more.
 * E3  A function's time is the machine's: code runs no faster because the runtime's clock does.
 */
import { Worker } from 'node:worker_threads';
import type { MachineTime } from '../../clock/machine-time.ts';
import type { FunctionVersion } from './function-store.ts';
import { lambdaLimits } from './limits.ts';
import type {
  ClockReading,
  EnvironmentStart,
  FunctionFailure,
  InvokeMessage,
  WorkerMessage,
} from './worker/protocol.ts';

export type InvocationOutcome =
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'failure'; readonly failure: FunctionFailure };

export interface ExecutionEnvironment {
  readonly version: FunctionVersion;
  /** False once it can run nothing more (E2). */
  isUsable(): boolean;
  /** @param onLine gets each line that the code writes until the outcome is there */
  invoke(invocation: EnvironmentInvocation, onLine: (line: string) => void): Promise<InvocationOutcome>;
  /** Ends the thread. Resolves once it has ended. */
  stop(): Promise<void>;
}

interface EnvironmentInvocation {
  readonly payload: string;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly clock: ClockReading;
}

export interface EnvironmentOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: ClockReading;
  readonly machine: MachineTime;
  /** Gets the lines that are written while no invocation runs. */
  readonly onIdleLine: (line: string) => void;
}

interface RunningInvocation {
  readonly requestId: string;
  readonly onLine: (line: string) => void;
  readonly settle: (outcome: InvocationOutcome) => void;
  cancelTimeout: () => void;
}

export function startEnvironment(version: FunctionVersion, options: EnvironmentOptions): ExecutionEnvironment {
  const { configuration } = version;
  const timeoutMs = configuration.timeoutSeconds * 1_000;
  const workerData: EnvironmentStart = {
    taskRoot: version.code.directory,
    handler: configuration.handler,
    clock: options.clock,
  };
  const worker = new Worker(new URL('./worker-bootstrap.ts', import.meta.url), {
    name: `${version.functionName}:${version.version}`,
    workerData,
    env: { ...options.variables },
    // The function's options come from its own NODE_OPTIONS, never from how this process was started.
    execArgv: [],
    argv: [],
    // Nothing may reach the standard output of this process; what the code writes comes as messages.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: configuration.memoryMb },
  });
  worker.stdout.resume();
  worker.stderr.resume();

  let isReady = false;
  let isUsable = true;
  let running: RunningInvocation | undefined;
  let crash: string | undefined;

  const settle = (outcome: InvocationOutcome): void => {
    if (running === undefined) return;
    const { settle: resolve, cancelTimeout } = running;
    running = undefined;
    cancelTimeout();
    resolve(outcome);
  };
  const fail = (failure: FunctionFailure): void => settle({ kind: 'failure', failure });

  const limitTime = (limitMs: number): void => {
    if (running === undefined) return;
    const { requestId } = running;
    running.cancelTimeout();
    running.cancelTimeout = options.machine.after(limitMs, () => {
      isUsable = false;
      const seconds = configuration.timeoutSeconds.toFixed(2);
      fail({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
      });
      void worker.terminate();
    });
  };

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'ready':
        isReady = true;
        limitTime(timeoutMs);
        return;
      case 'line':
        (running?.onLine ?? options.onIdleLine)(message.line);
        return;
      case 'result':
        settle(limitResponse(message.payload));
        return;
      case 'failure':
        if (message.isFatal) isUsable = false;
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
    if (running === undefined) return;
    const isSilent = crash === undefined && exitCode === 0;
    const reason = isSilent ? 'without providing a reason' : `with error: ${crash ?? `exit status ${exitCode}`}`;
    fail({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${running.requestId} Error: Runtime exited ${reason}`,
    });
  });

  return {
    version,
    isUsable: () => isUsable,
    invoke(invocation, onLine) {
      if (running !== undefined) throw new Error('an execution environment runs one invocation at a time');
      return new Promise((resolve) => {
        running = { requestId: invocation.requestId, onLine, settle: resolve, cancelTimeout: () => {} };
        limitTime(isReady ? timeoutMs : lambdaLimits.initialisationMs + timeoutMs);
        worker.postMessage({ ...invocation, timeoutMs } satisfies InvokeMessage);
      });
    },
    async stop() {
      isUsable = false;
      await worker.terminate();
    },
  };
}

function limitResponse(payload: string): InvocationOutcome {
  if (Buffer.byteLength(payload) <= lambdaLimits.syncResponseBytes) return { kind: 'result', payload };
  return {
    kind: 'failure',
    failure: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${lambdaLimits.syncResponseBytes} bytes).`,
    },
  };
}
