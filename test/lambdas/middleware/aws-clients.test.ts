import { SendTaskHeartbeatCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, documentClient } from '../../../lambdas/middleware/aws-clients.ts';

interface SentRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Keeps what a client sends, and answers nothing. */
function recordRequests(client: { readonly config: { readonly requestHandler: unknown } }): SentRequest[] {
  const sent: SentRequest[] = [];
  const handler = client.config.requestHandler as { handle(request: SentRequest): Promise<unknown> };
  vi.spyOn(handler, 'handle').mockImplementation(async (request) => {
    sent.push({ body: Buffer.from(request.body).toString(), headers: { ...request.headers } });
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return { response: { statusCode: 200, headers, body: new TextEncoder().encode('{}') } };
  });
  return sent;
}

describe('a client of AWS', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('sends with each command its own input, though it puts the middleware together once (C2)', async () => {
    const client = createClient((options) => new SFNClient(options));
    const sent = recordRequests(client);
    for (const taskToken of ['one', 'two', 'three']) await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual([
      { taskToken: 'one' },
      { taskToken: 'two' },
      { taskToken: 'three' },
    ]);
  });

  it('that is asked twice at once signs each request for itself, and grows no header', async () => {
    const client = createClient((options) => new SFNClient(options));
    const sent = recordRequests(client);
    await Promise.all(['one', 'two'].map((taskToken) => client.send(new SendTaskHeartbeatCommand({ taskToken }))));
    const [one, two] = sent as [SentRequest, SentRequest];
    expect(one.headers.authorization).not.toBe(two.headers.authorization);
    expect(one.headers['user-agent']).toBe(two.headers['user-agent']);
  });

  it('of documents sends with each command its own input (C2), and is one for all tables', async () => {
    const sent = recordRequests(documentClient());
    for (const pk of ['one', 'two']) {
      await documentClient().send(new GetCommand({ TableName: 'Workflows', Key: { pk } }));
    }
    expect(sent.map(({ body }) => JSON.parse(body).Key)).toEqual([{ pk: { S: 'one' } }, { pk: { S: 'two' } }]);
    expect(documentClient()).toBe(documentClient());
  });

  it('filters nothing for a log (C1)', () => {
    const client = createClient((options) => new SFNClient(options));
    expect(client.middlewareStack.identify().filter((name) => name.startsWith('loggerMiddleware'))).toEqual([]);
    expect(new SFNClient({}).middlewareStack.identify().some((name) => name.startsWith('loggerMiddleware'))).toBe(true);
  });
});
