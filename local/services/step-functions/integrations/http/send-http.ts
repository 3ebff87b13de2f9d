import { type MachineTime, machineTime } from '../../../../clock/machine-time.ts';
import { tooLarge } from '../../../../engine/failure.ts';
import type { InProcessOrigins } from '../../../../http/in-process-origins.ts';
import type { Journal } from '../../../../journal/journal.ts';
import { TaskFailureError } from '../integration.ts';
import { invalidCall, socketFailure } from './http-failure.ts';
import type { HttpAnswer, HttpCall } from './http-reach.ts';
import { httpLimits } from './limits.ts';

/**
 * Calls endpoints: those of this process without a socket, all others by `fetch`, without following them elsewhere.
 *
 * @param machine what the longest call is measured with: whoever is called takes real time
 */
export function createHttpSender(
  journal: Journal,
  origins: InProcessOrigins | undefined,
  machine: MachineTime = machineTime,
): (call: HttpCall) => Promise<HttpAnswer> {
  const answerInProcess = (call: HttpCall, reached: InProcessOrigins): Promise<HttpAnswer> => {
    const { origin, host, method, target, headers, body = '' } = call;
    headers.host = host;
    if (call.body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
    return reached.answer({ origin, method, target, headers, body });
  };
  return async (call) => {
    // Whoever is called may act on it: what led to the call is on disk before.
    if (journal.isDurable) await journal.flushed();
    if (origins?.has(call.origin)) return withinTime(machine, answerInProcess(call, origins), () => {});
    const abort = new AbortController();
    return withinTime(machine, fetchAnswer(call, abort.signal), () => abort.abort());
  };
}

/** What the answer comes to, or `States.Http.Socket` when it has not come in time; `onLate` is called then. */
function withinTime(machine: MachineTime, answer: Promise<HttpAnswer>, onLate: () => void): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const cancel = machine.after(httpLimits.callMs, () => {
      reject(socketFailure(`The endpoint did not answer within ${httpLimits.callMs / 1000} seconds`));
      onLate();
    });
    answer.then(
      (answered) => {
        cancel();
        resolve(answered);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

async function fetchAnswer(
  { origin, target, method, headers, body }: HttpCall,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw invalidCall(`A ${method} request with a RequestBody is supported for endpoints in this process only`);
  }
  try {
    const response = await fetch(origin + target, { method, headers, body: body ?? null, redirect: 'manual', signal });
    return { statusCode: response.status, headers: headersOf(response), body: await bodyOf(response) };
  } catch (error) {
    throw error instanceof TaskFailureError ? error : socketFailure(reasonOf(error));
  }
}

function headersOf(response: Response): HttpAnswer['headers'] {
  const headers: Record<string, string | readonly string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  return cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies };
}

/** Without reading on where nothing can be made of it any more. */
async function bodyOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > httpLimits.answerBytes) throw new TaskFailureError(tooLarge('http:invoke'));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `fetch` says of every failure that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
