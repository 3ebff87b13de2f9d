import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInProcessOrigins } from '../../../../local/http/in-process-origins.ts';
import type { WireResponse } from '../../../../local/http/wire.ts';
import { createVolatileJournal } from '../../../../local/journal/journal.ts';
import { createHttpSender } from '../../../../local/services/step-functions/integrations/http/send-http.ts';
import { createFakeMachine } from '../../clock/fake-machine.ts';

const callTo = (origin: string, method = 'GET') => ({ origin, host: 'host', target: '/', method, headers: {} });
const noAnswer = {
  failure: { error: 'States.Http.Socket', cause: 'The endpoint did not answer within 60 seconds' },
};

/** A server that takes requests and never answers; `ended` resolves when the caller has gone. */
async function startSilentServer() {
  const ended = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = createServer((incoming) => {
    incoming.socket.on('close', ended.resolve);
    asked.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: asked.promise,
    ended: ended.promise,
  };
}

describe('a call that takes too long', () => {
  it('fails after 60 seconds of real time, and its socket is closed', async () => {
    const machine = createFakeMachine(0);
    const server = await startSilentServer();
    const sent = createHttpSender(createVolatileJournal(), undefined, machine)(callTo(server.origin));
    const failed = expect(sent).rejects.toMatchObject(noAnswer);
    await server.asked;
    machine.advance(59_999);
    expect(machine.alarmMs()).toBe(1);
    machine.advance(1);
    await failed;
    await server.ended;
  });

  it('fails in the process as well', async () => {
    const machine = createFakeMachine(0);
    const origins = createInProcessOrigins();
    origins.add('https://silent.example', () => new Promise<WireResponse>(() => {}));
    const sent = createHttpSender(createVolatileJournal(), origins, machine)(callTo('https://silent.example'));
    const failed = expect(sent).rejects.toMatchObject(noAnswer);
    machine.advance(60_000);
    await failed;
  });
});

describe('a call that was answered', () => {
  it('leaves no alarm', async () => {
    const machine = createFakeMachine(0);
    const origins = createInProcessOrigins();
    origins.add('https://api.example', async () => ({ statusCode: 204, headers: {}, body: '' }));
    await createHttpSender(createVolatileJournal(), origins, machine)(callTo('https://api.example'));
    expect(machine.alarmMs()).toBeUndefined();
  });

  it('is not followed to where it leads', async () => {
    const server = createServer((_incoming, response) => response.writeHead(302, { location: '/else' }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await createHttpSender(createVolatileJournal(), undefined)(callTo(origin));
    expect(answer).toMatchObject({ statusCode: 302, headers: { location: '/else' } });
  });
});
