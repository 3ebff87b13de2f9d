import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { urlToHttpOptions } from 'node:url';
import type { Caller } from './dialogue.ts';
import { unprefixed } from './host-names.ts';
import { OutgoingRequest } from './outgoing-request.ts';

type OnResponse = (response: IncomingMessage) => void;

/**
 * Lets `node:http` and `fetch` hand requests for the origins to the service instead of writing them to a socket. Everything
 * else goes its usual way: other addresses, and what a plain request and its answer do not show (upgrades, `Expect`).
 *
 * @param known the origins, of which there may be more later
 */
export function answerInProcess(known: ReadonlySet<string>, caller: Caller): void {
  const { request: socketRequest } = http;

  const request = (...parameters: unknown[]): ClientRequest => {
    const { options, onResponse } = readParameters(parameters);
    const origin = originOf(options);
    if (!known.has(origin) || needsSocket(options)) {
      return (socketRequest as (...given: unknown[]) => ClientRequest)(...parameters);
    }
    const outgoing = new OutgoingRequest(origin, options, caller);
    if (onResponse !== undefined) outgoing.once('response', onResponse);
    return outgoing as unknown as ClientRequest;
  };
  http.request = request as typeof http.request;
  http.get = ((...parameters: unknown[]) => {
    const outgoing = request(...parameters);
    outgoing.end();
    return outgoing;
  }) as typeof http.get;
  syncBuiltinESMExports();
  globalThis.fetch = createFetch(known, caller, globalThis.fetch);
}

/** As `http.request` takes them: `(url | options, options?, callback?)`. */
function readParameters(parameters: readonly unknown[]): { options: RequestOptions; onResponse?: OnResponse } {
  const rest = [...parameters];
  const first = rest.shift();
  const fromUrl =
    typeof first === 'string' || first instanceof URL ? urlToHttpOptions(new URL(first)) : (first as RequestOptions);
  const more = typeof rest[0] === 'object' ? (rest.shift() as RequestOptions) : undefined;
  const onResponse = typeof rest[0] === 'function' ? (rest[0] as OnResponse) : undefined;
  return {
    options: (more === undefined ? fromUrl : { ...fromUrl, ...more }) as RequestOptions,
    ...(onResponse !== undefined && { onResponse }),
  };
}

function originOf({ hostname, host, port, protocol }: RequestOptions): string {
  const name = unprefixed(hostname ?? host ?? 'localhost');
  const isDefaultPort = port === undefined || port === null || Number(port) === 80;
  return `${protocol ?? 'http:'}//${name}${isDefaultPort ? '' : `:${port}`}`;
}

function needsSocket({ headers, socketPath, createConnection, method, signal }: RequestOptions): boolean {
  if (socketPath != null || createConnection !== undefined || signal !== undefined || method === 'CONNECT') return true;
  if (headers === undefined) return false;
  if (Array.isArray(headers)) return true;
  for (const name in headers) {
    const lower = name.toLowerCase();
    if (lower === 'expect' || lower === 'upgrade') return true;
  }
  return false;
}

function createFetch(known: ReadonlySet<string>, caller: Caller, socketFetch: typeof fetch): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!known.has(url.origin)) return socketFetch(input, init);
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const body = request.body === null ? '' : new Uint8Array(await request.arrayBuffer());
    const headers: Record<string, string> = { host: url.host, connection: 'keep-alive' };
    for (const [name, value] of request.headers) headers[name] = value;
    headers.accept ??= '*/*';
    headers['user-agent'] ??= 'node';
    if (body.length > 0) headers['content-length'] = String(body.length);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        forget();
        reject(signal.reason as Error);
      };
      const call = { origin: url.origin, method: request.method, target: url.pathname + url.search, headers, body };
      const forget = caller.call(call, ({ statusCode, headers: answered, body: content }) => {
        signal.removeEventListener('abort', onAbort);
        const hasBody = statusCode !== 204 && statusCode !== 205 && statusCode !== 304;
        const response = new Response(hasBody ? (content as string | Uint8Array<ArrayBuffer>) : null, {
          status: statusCode,
          headers: answered,
        });
        Object.defineProperty(response, 'url', { value: url.href });
        resolve(response);
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  };
}
