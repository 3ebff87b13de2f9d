import type { RequestHandler } from './request-handler.ts';
import { bytesOf, type WireBody, type WireRequest } from './wire.ts';

/** The parts of an SDK client's HTTP request that are read here. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What SDK clients take as `requestHandler`. */
export interface InProcessRequestHandler {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
}

/**
 * Lets SDK clients of this process call the runtime without a socket: `new SFNClient({ requestHandler, … })`. The same
 * requests are answered in the same way as on the port, several times as fast.
 */
export function createInProcessRequestHandler(handler: RequestHandler): InProcessRequestHandler {
  return {
    async handle(request) {
      const { statusCode, headers, body } = await handler(toWireRequest(request));
      return { response: { statusCode, headers: { ...headers }, body: bytesOf(body) } };
    },
  };
}

function toWireRequest(request: SdkRequest): WireRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) query.append(name, one);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return { method: request.method, path: request.path, query, headers, body: bodyOf(request.body) };
}

function bodyOf(body: unknown): WireBody {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  // A view of the same bytes: clients hand over subclasses that warn when they are read as text.
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('the in-process handler takes bodies of text or bytes, not streams');
}
