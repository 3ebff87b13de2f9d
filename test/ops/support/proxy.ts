import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxiedCall {
  /** `DynamoDB_20120810.Query`, `Action=GetRole`, or method and path. */
  readonly operation: string;
  readonly isRest: boolean;
  readonly body: string;
}

export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RunningProxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Stands before a runtime. @param answer what it says itself; undefined: what the runtime says */
export async function startProxy(
  target: string,
  answer: (call: ProxiedCall) => OwnAnswer | undefined,
): Promise<RunningProxy> {
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const own = answer(describe(request, body));
    if (own !== undefined) {
      response.writeHead(own.status, own.headers);
      response.end(own.body);
      return;
    }
    const { host: _, connection: __, ...headers } = request.headers;
    const passed = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    response.writeHead(passed.status, Object.fromEntries(passed.headers));
    response.end(Buffer.from(await passed.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function describe({ headers, method, url }: IncomingMessage, body: Buffer): ProxiedCall {
  const target = headers['x-amz-target'];
  const text = body.toString();
  const action = /^Action=\w+/.exec(text)?.[0];
  return {
    operation: String(
      target ?? action ?? `${method} ${url?.split('?')[0]?.replace(/(functions|schedules)\/[^/]+/, '$1/…')}`,
    ),
    isRest: target === undefined,
    body: text,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
