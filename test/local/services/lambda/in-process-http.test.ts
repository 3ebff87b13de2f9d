import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInProcessOrigins } from '../../../../local/http/in-process-origins.ts';
import { textOf, type WireRequest } from '../../../../local/http/wire.ts';
import { createLambdaRig } from './lambda-rig.ts';

type Seen = { method: string; path: string; query: string; headers: Record<string, string>; body: string };

/** A server on a socket and, on demand, in process, which answers what it saw. */
async function createSubject({ isInProcess }: { isInProcess: boolean }) {
  let connections = 0;
  const server = createServer((incoming, response) => {
    connections += 1;
    void seenOf(incoming).then((seen) => {
      response.writeHead(seen.path === '/fails' ? 503 : 200, { 'content-type': 'application/json', 'x-answer': 'yes' });
      response.end(JSON.stringify(seen));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origins = createInProcessOrigins();
  if (isInProcess) {
    origins.add(origin, async (request) => ({
      statusCode: request.path === '/fails' ? 503 : 200,
      headers: { 'content-type': 'application/json', 'x-answer': 'yes' },
      body: JSON.stringify(seenInProcess(request)),
    }));
  }
  const rig = createLambdaRig({ endpoint: () => origin, origins });
  const run = async (body: string): Promise<unknown> => {
    const source = `import http from 'node:http';
      const url = process.env.AWS_ENDPOINT_URL;
      const read = (response) => new Promise((resolve, reject) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode, answer: response.headers['x-answer'], isComplete: response.complete, seen: JSON.parse(text) }));
      });
      export const handler = async () => { ${body} };`;
    await rig.deployFunction('client', source);
    const { payload } = await rig.invoke('client');
    return payload;
  };
  return { run, connections: () => connections };
}

async function seenOf(incoming: IncomingMessage): Promise<Seen> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const url = new URL(incoming.url ?? '/', 'http://local');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.search,
    headers: incoming.headers as Record<string, string>,
    body,
  };
}

function seenInProcess({ method, path, query, headers, body }: WireRequest): Seen {
  return { method, path, query: query.size === 0 ? '' : `?${query}`, headers: { ...headers }, body: textOf(body) };
}

/** Differ from connection to connection. */
function withoutAddress(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replaceAll(/127\.0\.0\.1:\d+/g, 'HOST'));
}

const clients = {
  'request with a body that ends it': `return new Promise((resolve, reject) => {
    const request = http.request(url + '/a/b%20c?x=1&y=%C3%A4', { method: 'post', headers: { 'X-Custom': 'Yes', 'content-type': 'text/plain', 'content-length': 6 } }, (response) => resolve(read(response)));
    request.on('error', reject);
    request.end('K\\u00e4fer');
  });`,
  'request by its parts, as SDK clients make it': `const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const request = http.request({ host: hostname, port, path: '/', method: 'POST', headers: { host: 'localhost', 'content-length': '4' } });
      request.on('response', (response) => resolve(read(response)));
      request.on('error', reject);
      request.setTimeout(5000);
      request.write(Buffer.from('ab'));
      request.write('cd');
      request.end();
    });`,
  'get, of an answer that tells of a failure': `return new Promise((resolve, reject) => {
    http.get(url + '/fails', (response) => resolve(read(response))).on('error', reject);
  });`,
  fetch: `const response = await fetch(url + '/things?limit=2', { headers: { accept: 'application/json', authorization: 'Bearer key', 'user-agent': 'us', 'accept-language': 'en', 'sec-fetch-mode': 'cors', 'accept-encoding': 'identity' } });
    return { status: response.status, isOk: response.ok, url: response.url, answer: response.headers.get('x-answer'), seen: await response.json() };`,
  'fetch with a body': `const response = await fetch(new URL('/things', url), { method: 'PUT', body: '{"a":1}', headers: { accept: '*/*', 'user-agent': 'us', 'content-type': 'application/json', 'accept-language': 'en', 'sec-fetch-mode': 'cors', 'accept-encoding': 'identity' } });
    return { status: response.status, seen: await response.json() };`,
};

describe('HTTP of Lambda code for an origin of this process', () => {
  it.each(Object.entries(clients))('is the same as over a socket: %s', async (_title, client) => {
    const overSocket = await createSubject({ isInProcess: false });
    const inProcess = await createSubject({ isInProcess: true });
    const expected = withoutAddress(await overSocket.run(client));
    expect(withoutAddress(await inProcess.run(client))).toEqual(expected);
    expect([overSocket.connections(), inProcess.connections()]).toEqual([1, 0]);
  });

  it('goes over a socket to other addresses', async () => {
    const elsewhere = await createSubject({ isInProcess: false });
    expect(await elsewhere.run(clients.fetch)).toMatchObject({ status: 200 });
    expect(elsewhere.connections()).toBe(1);
  });

  it('ends with the error that it was destroyed with, and never with an answer after that', async () => {
    const { run } = await createSubject({ isInProcess: true });
    const destroyed = await run(`return new Promise((resolve) => {
      const request = http.request(url, () => resolve('answered'));
      request.on('error', (error) => resolve(error.message));
      request.end();
      request.destroy(new Error('too slow'));
    });`);
    expect(destroyed).toBe('too slow');
  });

  it('is aborted by the signal of a fetch, with its reason', async () => {
    const { run } = await createSubject({ isInProcess: true });
    const aborted = await run(`const controller = new AbortController();
      const answer = fetch(url, { signal: controller.signal }).then(() => 'answered', (error) => error.message);
      controller.abort(new Error('no longer wanted'));
      return answer;`);
    expect(aborted).toBe('no longer wanted');
  });

  it('answers several calls that were made at once', async () => {
    const { run } = await createSubject({ isInProcess: true });
    const paths =
      await run(`const answers = await Promise.all(['/a', '/b', '/c'].map((path) => fetch(url + path).then((response) => response.json())));
      return answers.map(({ path }) => path);`);
    expect(paths).toEqual(['/a', '/b', '/c']);
  });
});
