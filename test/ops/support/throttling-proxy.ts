import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ThrottlingProxy {
  readonly endpoint: string;
  /** Throttles so many of the next calls of each operation. */
  throttle(callsOfEachOperation: number): void;
  throttledOperations(): readonly string[];
  close(): Promise<void>;
}

/** Stands before a runtime and answers as AWS does when it is asked too often, in the protocol of the call. */
export async function startThrottlingProxy(target: string): Promise<ThrottlingProxy> {
  let allowance = 0;
  const throttled = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const rpc = request.headers['x-amz-target'];
    const path = request.url?.split('?')[0]?.replace(/(functions|schedules)\/[^/]+/, '$1/…');
    const operation = String(rpc ?? `${request.method} ${path}`);
    const count = throttled.get(operation) ?? 0;
    if (count < allowance) {
      throttled.set(operation, count + 1);
      response.writeHead(rpc === undefined ? 429 : 400, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-errortype': 'ThrottlingException',
      });
      response.end(JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }));
      return;
    }
    const { host: _, connection: __, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    throttle(callsOfEachOperation) {
      allowance = callsOfEachOperation;
      throttled.clear();
    },
    throttledOperations: () => [...throttled.keys()],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
