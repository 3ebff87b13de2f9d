import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf } from './local-only.ts';
import { longestBodyBytes, type RequestHandler } from './request-handler.ts';
import { bytesOf, plainResponse, requestHead, type WireResponse } from './wire.ts';

/** The port on 127.0.0.1 that AWS clients are pointed at. */
export interface LocalServer {
  /** For example `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

export interface LocalServerOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly handler: RequestHandler;
  /** Told of failures of the server itself. */
  readonly onUnhandled: (error: unknown, label: string) => void;
}

export async function startServer({ port, handler, onUnhandled }: LocalServerOptions): Promise<LocalServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handler).catch((error: unknown) => {
      onUnhandled(error, `connection of ${incoming.method} ${incoming.url}`);
      outgoing.destroy();
    });
  });
  // SDK clients keep connections for reuse; one that the server closed under them would be a failed request.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, handler: RequestHandler): Promise<void> {
  const head = requestHead(incoming.method ?? 'GET', incoming.url ?? '/', headersOf(incoming));
  const refusal = refusalOf(head);
  if (refusal !== undefined) return send(outgoing, plainResponse(403, refusal), { close: true });
  const body = await readBody(incoming);
  if (body === 'too-long') {
    return send(outgoing, plainResponse(413, `a request may have ${longestBodyBytes} bytes`), { close: true });
  }
  if (body === 'aborted') return;
  send(outgoing, await handler({ ...head, body }), { close: false });
}

function send(outgoing: ServerResponse, response: WireResponse, { close }: { close: boolean }): void {
  const body = bytesOf(response.body);
  outgoing.writeHead(response.statusCode, {
    ...response.headers,
    'content-length': body.byteLength,
    ...(close ? { connection: 'close' } : {}),
  });
  outgoing.end(body);
}

/** A client that goes away while it sends is no error of ours, and there is nobody left to tell. */
function readBody(incoming: IncomingMessage): Promise<Uint8Array | 'too-long' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > longestBodyBytes) resolve('too-long');
      else chunks.push(chunk);
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', () => resolve('aborted'));
    incoming.on('close', () => resolve('aborted'));
  });
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
