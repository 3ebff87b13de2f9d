/**
 * One execution environment within a thread, in the place of Lambda's Node.js runtime client: loads the bundle that was
 * deployed, unchanged, as modules of its own, and runs its handler for one invocation after another.
 *
 * E5  Once it has ended, nothing that its code still does is heard of.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { cutLines } from './capture-output.ts';
import { type Caller, createDialogue } from './dialogue.ts';
import { toFailure } from './failure.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import { monotonicMs } from './monotonic-time.ts';
import type { AnswerMessage, HandlerOutcome, InvokeMessage, StartMessage, WorkerMessage } from './protocol.ts';
import { RuntimeClientError } from './runtime-client-error.ts';
import type { SetReading } from './runtime-date.ts';

export interface Environment extends Caller {
  /** What the code finds in `process.env`. */
  readonly variables: Record<string, string>;
  receive(message: InvokeMessage | AnswerMessage): void;
  /** Takes what the code writes on standard output and error. */
  readonly takeOutput: { readonly stdout: (text: string) => void; readonly stderr: (text: string) => void };
  /** The code has thrown outside its handler. */
  failWith(thrown: unknown): void;
  /** The code has ended its process. */
  exit(exitCode: number): void;
  end(): void;
}

const current = new AsyncLocalStorage<Environment>();

/** The environment whose code runs now; whatever the code has begun runs in the same one. */
export function currentEnvironment(): Environment | undefined {
  return current.getStore();
}

interface Surroundings {
  readonly setReading: SetReading;
  readonly send: (message: WorkerMessage) => void;
}

export function startEnvironment(start: StartMessage, { setReading, send }: Surroundings): Environment {
  let hasEnded = false;
  let handler: Handler | undefined;
  /** What came before the code was loaded. */
  let early: Array<InvokeMessage | AnswerMessage> | undefined = [];

  const say = (message: WorkerMessage): void => {
    if (!hasEnded) send(message);
  };
  const sayLine = (line: string): void => say({ kind: 'line', line });
  const dialogue = createDialogue(say, (invocation) => {
    setReading(invocation.clock);
    return run(handler!, invocation, start.variables);
  });

  const environment: Environment = {
    variables: { ...start.variables },
    call: dialogue.call,
    receive(message) {
      if (early !== undefined) early.push(message);
      else current.run(environment, dialogue.receive, message);
    },
    takeOutput: { stdout: cutLines(sayLine), stderr: cutLines(sayLine) },
    failWith(thrown) {
      say({ kind: 'fatal', failure: toFailure(thrown) });
      hasEnded = true;
    },
    exit(exitCode) {
      say({ kind: 'exited', exitCode });
      hasEnded = true;
    },
    end() {
      hasEnded = true;
    },
  };

  const load = async (): Promise<void> => {
    try {
      handler = await loadHandler(start.taskRoot, start.handler);
    } catch (thrown) {
      environment.failWith(thrown);
      return;
    }
    say({ kind: 'ready' });
    const waiting = early ?? [];
    early = undefined;
    for (const message of waiting) dialogue.receive(message);
  };
  setReading(start.clock);
  void current.run(environment, load);
  return environment;
}

async function run(
  handler: Handler,
  invocation: InvokeMessage,
  variables: Readonly<Record<string, string>>,
): Promise<HandlerOutcome> {
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation, variables));
    return { kind: 'result', payload: toResponse(result) };
  } catch (thrown) {
    return { kind: 'failure', failure: toFailure(thrown) };
  }
}

function contextOf(
  invocation: InvokeMessage,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const startedAtMs = monotonicMs();
  // Where time stands still for the code, it also has all of its time left: the same run, the same answer.
  const elapsedMs = (): number => (invocation.clock.factor === 0 ? 0 : monotonicMs() - startedAtMs);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: invocation.invokedFunctionArn,
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: invocation.requestId,
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(invocation.timeoutMs - elapsedMs())),
  };
}

function toResponse(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (error) {
    throw new RuntimeClientError('Runtime.MarshalError', 'Unable to stringify response body', { cause: error });
  }
}
