import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from '../../local/runtime.ts';

export interface ProviderRequest {
  readonly method: string;
  /** Path segments, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpProvider {
  readonly url: string;
  /** The same answers without a socket. */
  readonly handler: RequestHandler;
  close(): Promise<void>;
}

/** A stand-in for a provider: JSON answers over HTTP, on any free port of this machine alone. */
export async function startHttpProvider(
  answer: (request: ProviderRequest) => ProviderAnswer | Promise<ProviderAnswer>,
): Promise<HttpProvider> {
  const server = createServer((incoming, response) => {
    readBody(incoming)
      .then((body) => answer(requestOf(incoming, body)))
      .catch(explain)
      .then(({ status, body, headers }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async handler({ method, path, query, headers, body }) {
      const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
      const header = (name: string): string | undefined => headers[name];
      const given = await Promise.resolve()
        .then(() => answer({ method, path: segmentsOf(path), query, header, body: text }))
        .catch(explain);
      return {
        statusCode: given.status,
        headers: { 'content-type': 'application/json', ...given.headers },
        body: JSON.stringify(given.body),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A path that cannot be decoded is the caller's fault, anything else is one of the stand-in. */
function explain(error: unknown): ProviderAnswer {
  const status = error instanceof URIError ? 400 : 500;
  return { status, body: { error: { type: 'api_error', message: String(error) } } };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  return body;
}

function requestOf(incoming: IncomingMessage, body: string): ProviderRequest {
  const url = new URL(incoming.url ?? '/', 'http://provider');
  return {
    method: incoming.method ?? 'GET',
    path: segmentsOf(url.pathname),
    query: url.searchParams,
    header: (name) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body,
  };
}

function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
}
