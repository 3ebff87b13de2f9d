/**
 * The worker thread's main module, in the place of Lambda's Node.js runtime client: loads the bundle that was deployed,
 * unchanged, and runs its handler for one invocation after another.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { captureOutput } from './worker/capture-output.ts';
import { createDialogue } from './worker/dialogue.ts';
import { RuntimeClientError, toFailure } from './worker/failure.ts';
import { installHostNames } from './worker/host-names.ts';
import { answerInProcess } from './worker/in-process-http.ts';
import { type Handler, loadHandler } from './worker/load-handler.ts';
import { monotonicMs } from './worker/monotonic-time.ts';
import type {
  EnvironmentStart,
  HandlerOutcome,
  InvokeMessage,
  ServiceMessage,
  WorkerMessage,
} from './worker/protocol.ts';
import { installRuntimeDate } from './worker/runtime-date.ts';

if (parentPort === null) throw new Error('worker-bootstrap runs in a worker thread only');
const port = parentPort;
const start = workerData as EnvironmentStart;

const send = (message: WorkerMessage): void => port.postMessage(message);
const setReading = installRuntimeDate(start.clock);
installHostNames();
for (const stream of [process.stdout, process.stderr]) captureOutput(stream, (line) => send({ kind: 'line', line }));

/** Exit statuses are those of Lambda's runtime client. */
const endWith = (thrown: unknown, exitCode: number): void => {
  send({ kind: 'fatal', failure: toFailure(thrown) });
  process.exit(exitCode);
};
process.on('uncaughtException', (error) => endWith(error, 129));
process.on('unhandledRejection', (reason) =>
  endWith(new RuntimeClientError('Runtime.UnhandledPromiseRejection', String(reason), { cause: reason }), 128),
);

function contextOf(invocation: InvokeMessage): Record<string, unknown> {
  const startedAtMs = monotonicMs();
  // Where time stands still for the code, it also has all of its time left: the same run, the same answer.
  const elapsedMs = (): number => (invocation.clock.factor === 0 ? 0 : monotonicMs() - startedAtMs);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: invocation.invokedFunctionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: invocation.requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(invocation.timeoutMs - elapsedMs())),
  };
}

async function run(handler: Handler, invocation: InvokeMessage): Promise<HandlerOutcome> {
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    return { kind: 'result', payload: toResponse(result) };
  } catch (thrown) {
    return { kind: 'failure', failure: toFailure(thrown) };
  }
}

function toResponse(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (error) {
    throw new RuntimeClientError('Runtime.MarshalError', 'Unable to stringify response body', { cause: error });
  }
}

try {
  let handler: Handler | undefined;
  const dialogue = createDialogue(send, (invocation) => {
    setReading(invocation.clock);
    return run(handler!, invocation);
  });
  // Before the bundle is loaded, which may keep what it finds.
  answerInProcess(start.origins, dialogue);
  handler = await loadHandler(start.taskRoot, start.handler);
  port.on('message', (message: ServiceMessage) => dialogue.receive(message));
  send({ kind: 'ready' });
} catch (thrown) {
  endWith(thrown, 1);
}
