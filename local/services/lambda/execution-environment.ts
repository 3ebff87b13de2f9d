/**
 * One execution environment: the code of one version, loaded for itself alone in a worker thread, which runs one invocation at
 * a time.
 *
 * E1  Every invocation has exactly one outcome, also when the thread ends or is ended under it.
 * E2  An environment whose code timed out, exited or threw outside its handler runs nothing more.
 * E3  A function's time is the machine's: code runs no faster because the runtime's clock does. Time in which another
 *     function's code keeps the thread is nobody else's fault.
 * E4  Code that misbehaves has a thread of its own from then on. Other invocations that had to end with its thread fail with
 *     `ServiceException`, which callers retry.
 */
import type { MachineTime } from '../../clock/machine-time.ts';
import type { InProcessOrigins } from '../../http/in-process-origins.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { EnvironmentThread, ThreadEnd } from './environment-thread.ts';
import type { FunctionVersion } from './function-store.ts';
import { exitFailure, limitResponse, timeoutFailure } from './invocation-failures.ts';
import { lambdaLimits } from './limits.ts';
import { freeTurns, type Turn, type Turns } from './turns.ts';
import type {
  ClockReading,
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
  /**
   * @param onLine gets each line that the code writes until the outcome is there
   * @throws AwsError `ServiceException`: E4
   */
  invoke(invocation: EnvironmentInvocation, onLine: (line: string) => void): Promise<HandlerOutcome>;
  /** Ends it, and the thread with it that it has for itself. Resolves once it has ended. */
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
  readonly thread: EnvironmentThread;
  /** Told once the code has misbehaved: E4. */
  readonly onMisbehaviour: () => void;
  /** What is answered without a socket. */
  readonly origins: InProcessOrigins;
  /** Gets the lines that are written while no invocation runs. */
  readonly onIdleLine: (line: string) => void;
}

interface RunningInvocation {
  readonly requestId: string;
  readonly onLine: (line: string) => void;
  readonly settle: (outcome: HandlerOutcome | AwsError) => void;
  cancelTimeout: () => void;
}

export function startEnvironment(version: FunctionVersion, options: EnvironmentOptions): ExecutionEnvironment {
  const { configuration } = version;
  const { thread } = options;
  const timeoutMs = configuration.timeoutSeconds * 1_000;
  let isReady = false;
  let isUsable = true;
  let running: RunningInvocation | undefined;
  let hasFailed = false;
  /** One for each message that the worker has not made its turn of yet, oldest first. */
  let openTurns: Turn[] = [];
  let turns = freeTurns;
  /** Real time that the worker has spent waiting to be heard, which is not the function's (E3). */
  let unheardMs = 0;

  const settle = (outcome: HandlerOutcome | AwsError): void => {
    if (running === undefined) return;
    const { settle: resolve, cancelTimeout } = running;
    running = undefined;
    cancelTimeout();
    seat.rest();
    resolve(outcome);
  };
  /** What it still had to say does not come. */
  const fail = (outcome: FunctionFailure | AwsError): void => {
    if (hasFailed) return;
    hasFailed = true;
    isUsable = false;
    const conclude = (): void => settle(outcome instanceof AwsError ? outcome : { kind: 'failure', failure: outcome });
    const [first, ...others] = openTurns;
    openTurns = [];
    if (first === undefined) conclude();
    else first.end(conclude);
    for (const turn of others) turn.end(() => {});
  };
  const misbehave = (failure: FunctionFailure): void => {
    options.onMisbehaviour();
    fail(failure);
    thread.retire();
  };

  const tell = (message: ServiceMessage): void => {
    openTurns.push(turns.open());
    seat.tell(message);
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
      const holder = seat.holder();
      if (holder === 'another') {
        // How much of its time the other one took nobody knows: once the thread is free, it has all of it again.
        unheardMs = timeoutMs;
        limitTime(lambdaLimits.heldThreadMs);
        return;
      }
      misbehave(timeoutFailure(requestId, configuration.timeoutSeconds));
      if (holder === 'this') void thread.end('stuck');
    });
  };

  const takeUp = ({ calls, outcome }: Extract<WorkerMessage, { kind: 'turn' }>): void => {
    for (const call of calls) void answer(call);
    if (outcome !== undefined) settle(outcome.kind === 'result' ? limitResponse(outcome.payload) : outcome);
  };

  const hear = (message: WorkerMessage): void => {
    if (hasFailed) return;
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
        misbehave(message.failure);
        return;
      case 'exited': {
        const reason =
          message.exitCode === 0 ? 'without providing a reason' : `with error: exit status ${message.exitCode}`;
        misbehave(exitFailure(running?.requestId, reason));
        return;
      }
    }
  };

  const onThreadEnd = ({ reason, isToBlame }: ThreadEnd): void => {
    isUsable = false;
    if (running === undefined) return;
    if (!isToBlame) {
      fail(new AwsError('ServiceException', 'the execution environment has ended', { statusCode: 500 }));
      return;
    }
    options.onMisbehaviour();
    fail(exitFailure(running.requestId, reason));
  };

  const seat = thread.join({ onMessage: hear, onThreadEnd, isRunning: () => running !== undefined });
  seat.tell({
    kind: 'start',
    variables: options.variables,
    taskRoot: version.code.directory,
    handler: configuration.handler,
    clock: options.clock,
    origins: options.origins.list(),
  });

  return {
    version,
    isUsable: () => isUsable && thread.isOpen(),
    isOnTurn: () => openTurns.length > 0,
    invoke(invocation, onLine) {
      if (running !== undefined) throw new Error('an execution environment runs one invocation at a time');
      return new Promise((resolve, reject) => {
        running = {
          requestId: invocation.requestId,
          onLine,
          settle: (outcome) => (outcome instanceof AwsError ? reject(outcome) : resolve(outcome)),
          cancelTimeout: () => {},
        };
        unheardMs = 0;
        turns = invocation.turns;
        limitTime(isReady ? timeoutMs : lambdaLimits.initialisationMs + timeoutMs);
        const { payload, requestId, invokedFunctionArn, clock } = invocation;
        tell({ kind: 'invoke', payload, requestId, invokedFunctionArn, clock, timeoutMs });
      });
    },
    async stop() {
      isUsable = false;
      if (running === undefined) await seat.leave();
      else await thread.end('closing');
    },
  };
}
