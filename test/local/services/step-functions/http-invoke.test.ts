import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpWorld, inProcessOrigin, leastPrivileges } from './http-world.ts';

const ApiEndpoint = `${inProcessOrigin}/payments/7`;

/** A server on a socket of this machine, which answers what it saw. */
async function startServer(answer = { statusCode: 200, type: 'application/json', body: '{"ok":true}' }) {
  const seen: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[] =
    [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
    response.writeHead(answer.statusCode, { 'content-type': answer.type, 'x-many': ['a', 'b'] });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<unknown> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(() => void close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

describe('http:invoke', () => {
  it('calls an endpoint of this process with the API key of its connection', async () => {
    const { run, seen } = await createHttpWorld();
    const { output } = await run({ ApiEndpoint: `${ApiEndpoint}?a=1`, Method: 'POST', RequestBody: { amount: 7 } });
    expect(output).toBe(
      '{"Headers":{"content-type":["application/json"]},"ResponseBody":{"ok":true},"StatusCode":200,"StatusText":"OK"}',
    );
    expect(seen).toMatchObject([{ method: 'POST', path: '/payments/7', body: '{"amount":7}' }]);
    expect(String(seen[0]?.query)).toBe('a=1');
    expect(seen[0]?.headers).toEqual({
      'content-length': '12',
      'content-type': 'application/json; charset=UTF-8',
      host: 'api.example.com',
      range: 'bytes=0-262144',
      'user-agent': 'Amazon|StepFunctions|HttpInvoke|eu-west-1',
      'x-api-key': 'k-1',
    });
  });

  it('calls all others by socket, with the same', async () => {
    const server = await startServer();
    const { run } = await createHttpWorld();
    const { output } = await run({
      ApiEndpoint: `${server.origin}/payments/7`,
      Method: 'POST',
      Headers: { 'Idempotency-Key': 'i-1' },
      QueryParameters: { kind: 'card payment', n: [1, 2] },
      RequestBody: { amount: 7 },
    });
    expect(JSON.parse(output)).toMatchObject({
      Headers: { 'content-type': ['application/json'], 'x-many': ['a, b'] },
      ResponseBody: { ok: true },
      StatusCode: 200,
      StatusText: 'OK',
    });
    expect(server.seen).toMatchObject([
      { method: 'POST', url: '/payments/7?kind=card%20payment&n=1&n=2', body: '{"amount":7}' },
    ]);
    expect(server.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json; charset=UTF-8',
      'idempotency-key': 'i-1',
      range: 'bytes=0-262144',
      'user-agent': 'Amazon|StepFunctions|HttpInvoke|eu-west-1',
      'x-api-key': 'k-1',
    });
  });

  it('lets what a connection says take the place of what the task says', async () => {
    const { run, seen } = await createHttpWorld({
      authorization: {
        AuthorizationType: 'BASIC',
        AuthParameters: {
          BasicAuthParameters: { Username: 'shop', Password: 'p:1' },
          InvocationHttpParameters: {
            HeaderParameters: [{ Key: 'X-Shop', Value: 'north' }],
            QueryStringParameters: [{ Key: 'version', Value: '2' }],
          },
        },
      },
    });
    await run({ ApiEndpoint, Headers: { 'x-shop': 'south', 'X-Own': 'o' }, QueryParameters: 'version=1&own=ö' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('shop:p:1').toString('base64')}`,
      'x-shop': 'north',
      'x-own': 'o',
    });
    expect([...(seen[0]?.query ?? [])]).toEqual([
      ['own', 'ö'],
      ['version', '2'],
    ]);
  });

  it('gives text where there is no JSON', async () => {
    const texts = { 'text/plain': 'hello', 'application/json': '{"half', 'application/problem+json': ' {"n":1.0} ' };
    for (const [type, body] of Object.entries(texts)) {
      const { run } = await createHttpWorld({
        answer: () => ({ statusCode: 201, headers: { 'content-type': type }, body }),
      });
      const shown = type.includes('problem') ? '{"n":1.0}' : JSON.stringify(body);
      expect((await run({ ApiEndpoint })).output).toContain(
        `"ResponseBody":${shown},"StatusCode":201,"StatusText":"Created"`,
      );
    }
  });

  it('writes the history as every integration does', async () => {
    const { run, call } = await createHttpWorld();
    const { executionArn } = await run({ ApiEndpoint });
    const { events } = await call<{ events: readonly Record<string, object>[] }>('states', 'GetExecutionHistory', {
      executionArn,
    });
    const details = events.flatMap((event) => event.taskScheduledEventDetails ?? event.taskSucceededEventDetails ?? []);
    expect(details).toMatchObject([
      { resourceType: 'http', resource: 'invoke', parameters: expect.stringContaining(ApiEndpoint) },
      { resourceType: 'http', resource: 'invoke', output: expect.stringContaining('"StatusCode":200') },
    ]);
  });

  it('uses what an update has made of the connection', async () => {
    const { run, seen, deploy } = await createHttpWorld();
    await run({ ApiEndpoint });
    const ApiKeyAuthParameters = { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'k-2' };
    await deploy({ authorization: { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters } } });
    await run({ ApiEndpoint });
    expect(seen.map(({ headers }) => headers['x-api-key'])).toEqual(['k-1', 'k-2']);
  });
});

describe('a failed HTTP task', () => {
  it.each(['in the process', 'by socket'])('names the status, with the answer as its cause: %s', async (way) => {
    const body = '{"code":"down"}';
    const server = await startServer({ statusCode: 503, type: 'application/json', body });
    const { run } = await createHttpWorld({
      answer: () => ({ statusCode: 503, headers: { 'content-type': 'application/json' }, body }),
    });
    const { error, cause } = await run({ ApiEndpoint: way === 'by socket' ? server.origin : ApiEndpoint });
    expect(error).toBe('States.Http.StatusCode.503');
    expect(JSON.parse(cause)).toMatchObject({
      ResponseBody: { code: 'down' },
      StatusCode: 503,
      StatusText: 'Service Unavailable',
    });
  });

  it('is one of the socket where nobody listens', async () => {
    const server = await startServer();
    await server.close();
    const { run } = await createHttpWorld();
    expect(await run({ ApiEndpoint: `${server.origin}/x` })).toMatchObject({
      error: 'States.Http.Socket',
      cause: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('reads no more of an answer than fits a state', async () => {
    const server = await startServer({ statusCode: 200, type: 'text/plain', body: 'x'.repeat(262_145) });
    const { run } = await createHttpWorld();
    expect(await run({ ApiEndpoint: server.origin })).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  it.each([
    [{ ApiEndpoint: 'http://elsewhere.example/x' }, /must begin with https:\/\/.*: http:\/\/elsewhere\.example$/],
    [{ ApiEndpoint: 'http://127.0.0.1.elsewhere.example/x' }, /must begin with https/],
    [{ ApiEndpoint: 'https://user:secret@api.example.com/' }, /must not have a user/],
    [{ ApiEndpoint: 'ftp://api.example.com/' }, /must be an https URL/],
    [{ ApiEndpoint, Method: 'TRACE' }, /^The Method must be one of GET, .* but was: "TRACE"$/],
    [{ ApiEndpoint, Transform: { RequestBodyEncoding: 'URL_ENCODED' } }, /^The field Transform .* is not supported$/],
    [{ ApiEndpoint, Headers: { Authorization: 'x' } }, /^The header "Authorization" cannot be used/],
    [{ ApiEndpoint, Headers: { 'X-Amz-Date': 'x' } }, /^The header "X-Amz-Date" cannot be used/],
    [{ ApiEndpoint, Headers: { 'X-Own': 'a\r\nb: c' } }, /^The value of the header "X-Own" must be text$/],
    [{ ApiEndpoint, Authentication: { ConnectionArn: 'x' } }, /either Authentication or InvocationConfig/],
  ])('is said before anything is sent: %j', async (task, cause) => {
    const { run, seen } = await createHttpWorld();
    expect(await run(task)).toMatchObject({ error: 'States.Runtime', cause: expect.stringMatching(cause) });
    expect(seen).toEqual([]);
  });

  it.each([
    ['image/png', 'x'],
    ['text/plain', Uint8Array.of(0xff, 0xfe)],
  ])('is one of the runtime where an answer is no text: %s', async (type, body) => {
    const { run } = await createHttpWorld({
      answer: () => ({ statusCode: 200, headers: { 'content-type': type }, body }),
    });
    expect(await run({ ApiEndpoint })).toMatchObject({ error: 'States.Runtime' });
  });

  it('is not to come with a connection that the runtime does not know: it is refused before anything is created', async () => {
    const authorization = { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS', AuthParameters: { OAuthParameters: {} } };
    await expect(createHttpWorld({ authorization })).rejects.toMatchObject({
      name: 'UnsupportedResources',
      message: expect.stringContaining(
        'Caller/Connection (AWS::Events::Connection): the AuthorizationType "OAUTH_CLIENT_CREDENTIALS" is not supported',
      ),
    });
  });

  it('knows connections by all of their ARN', async () => {
    const statements = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    const { run } = await createHttpWorld({ statements });
    const ConnectionArn =
      'arn:aws:events:eu-west-1:111122223333:connection/example/00000000-0000-4000-8000-000000000000';
    expect(await run({ ApiEndpoint, InvocationConfig: { ConnectionArn } })).toMatchObject({
      error: 'Events.ConnectionResource.ResourceNotFound',
    });
  });
});

describe('the permissions of an HTTP task', () => {
  const without = (action: string): object[] =>
    leastPrivileges.map((statement) => {
      const { Action } = statement as { readonly Action: string | readonly string[] };
      return { ...statement, Action: [Action, 'sqs:ListQueues'].flat().filter((one) => one !== action) };
    });

  it('are no more than the four that AWS asks for', async () => {
    const { run, runtime } = await createHttpWorld();
    expect(await run({ ApiEndpoint })).toMatchObject({ status: 'SUCCEEDED' });
    expect(runtime.report().permissions).toEqual({ missing: [], unused: [] });
  });

  it.each([
    ['states:InvokeHTTPEndpoint', 'States.Http.AccessDenied'],
    ['events:RetrieveConnectionCredentials', 'Events.ConnectionResource.AccessDenied'],
    ['secretsmanager:GetSecretValue', 'Events.ConnectionResource.AccessDenied'],
    ['secretsmanager:DescribeSecret', 'Events.ConnectionResource.AccessDenied'],
  ])('are missed without %s', async (action, error) => {
    const { run, runtime, seen } = await createHttpWorld({ statements: without(action) });
    expect(await run({ ApiEndpoint })).toMatchObject({
      error,
      cause: expect.stringContaining(`perform${error.startsWith('States') ? '' : ':'} ${action}`),
    });
    expect(runtime.report().permissions.missing).toMatchObject([{ action }]);
    expect(seen).toEqual([]);
  });

  it.each([
    { ApiEndpoint, Method: 'PUT' },
    { ApiEndpoint: 'https://api.example.com.elsewhere.example/x' },
    { ApiEndpoint: 'https://api.example.com:8443/x' },
  ])('are judged by method and endpoint: %j', async (task) => {
    const { run } = await createHttpWorld();
    expect(await run(task)).toMatchObject({ error: 'States.Http.AccessDenied' });
  });

  it('are judged by the endpoint that is called, whatever dots are on the way to it', async () => {
    const [invoke, ...others] = leastPrivileges as [object, ...object[]];
    const Condition = { StringLike: { 'states:HTTPEndpoint': `${inProcessOrigin}/payments/*` } };
    const { run } = await createHttpWorld({ statements: [{ ...invoke, Condition }, ...others] });
    expect(await run({ ApiEndpoint })).toMatchObject({ status: 'SUCCEEDED' });
    for (const way of ['/payments/../admin', '/payments/%2e%2e/admin']) {
      expect(await run({ ApiEndpoint: inProcessOrigin + way })).toMatchObject({ error: 'States.Http.AccessDenied' });
    }
  });
});
