import { request } from 'node:http';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalServer, startServer } from '../../../local/http/server.ts';
import { createHttpSubject, testCredentials } from './create-http-subject.ts';

const open: LocalServer[] = [];

async function createSubject() {
  const subject = createHttpSubject({ states: { ListStateMachines: () => ({ stateMachines: [] }) } });
  const server = await startServer({
    port: 0,
    handler: subject.handler,
    onUnhandled: (error) => subject.errors.push(error),
  });
  open.push(server);
  return { ...subject, server };
}

/** `fetch` does not let us choose `Host`. */
function get(endpoint: string, headers: Record<string, string>): Promise<{ statusCode: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(endpoint, { headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ statusCode: incoming.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe('startServer', () => {
  it('answers an SDK client over the port of 127.0.0.1', async () => {
    const { server } = await createSubject();
    expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const client = new SFNClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials: testCredentials });
    const answer = await client.send(new ListStateMachinesCommand({}));
    expect(answer.stateMachines).toEqual([]);
    client.destroy();
  });

  it('knows the role of a client by the access key that was issued for it', async () => {
    const { server, iam, calls } = await createSubject();
    const roleArn = 'arn:aws:iam::111122223333:role/lister';
    const credentials = iam.credentialsFor(roleArn, 'session');
    const client = new SFNClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials });
    await client.send(new ListStateMachinesCommand({}));
    expect(calls[0]?.caller).toEqual({ kind: 'role', roleArn, sessionName: 'session' });
    client.destroy();
  });

  it.each(['127.0.0.1:8080', 'localhost', 'LOCALHOST:1', '[::1]:99', 'sync-localhost:4566', 'tracking.127.0.0.1:8080'])(
    'answers the host %s',
    async (host) => {
      const { server } = await createSubject();
      expect((await get(server.endpoint, { host })).statusCode).toBe(404);
    },
  );

  it.each([
    'example.com',
    '127.0.0.1.example.com',
    'localhost.example.com:80',
    '10.0.0.1',
    '0.0.0.0:4566',
    'tracking.example.com',
    'other.127.0.0.1',
    'a@localhost',
  ])('refuses the host %s', async (host) => {
    const { server } = await createSubject();
    expect(await get(server.endpoint, { host })).toEqual({
      statusCode: 403,
      text: `the host "${host}" is not this machine\n`,
    });
  });

  it.each(['https://example.com', 'null', 'http://localhost:1'])('refuses the origin %s', async (origin) => {
    const { server } = await createSubject();
    expect((await get(server.endpoint, { origin })).statusCode).toBe(403);
  });

  it('answers its own origin', async () => {
    const { server } = await createSubject();
    expect((await get(server.endpoint, { origin: server.endpoint })).statusCode).toBe(404);
  });

  it('refuses a body that is longer than any of AWS', async () => {
    const { server } = await createSubject();
    const answer = await fetch(server.endpoint, { method: 'POST', body: new Uint8Array(17 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
  });

  it('fails to start on a port that is taken', async () => {
    const { server, handler } = await createSubject();
    const port = Number(new URL(server.endpoint).port);
    await expect(startServer({ port, handler, onUnhandled: () => {} })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
