import { afterAll, beforeAll, expect, it } from 'vitest';
import { forwardTo } from '../../sandbox/forward-requests.ts';
import { type HttpProvider, type ProviderRequest, startHttpProvider } from '../../sandbox/providers/http-provider.ts';

let provider: HttpProvider;
let asked: ProviderRequest[];

beforeAll(async () => {
  asked = [];
  provider = await startHttpProvider((request) => {
    asked.push(request);
    return { status: 201, body: { ready: true } };
  });
});
afterAll(() => provider?.close());

const request = {
  method: 'POST',
  path: '/vehicles/V-1',
  query: new URLSearchParams({ at: 'now' }),
  headers: { host: 'vehicles.legwork.example', authorization: 'Bearer key', 'content-length': '2' },
  body: '{}',
};

it('hands a request on as it is, to another host, and its answer back', async () => {
  const { statusCode, headers, body } = await forwardTo(provider.url)(request);
  expect([statusCode, headers['content-type'], Buffer.from(body).toString()]).toEqual([
    201,
    'application/json',
    '{"ready":true}',
  ]);
  const [received] = asked;
  expect(received).toMatchObject({ method: 'POST', path: ['vehicles', 'V-1'], body: '{}' });
  expect(received?.query.get('at')).toBe('now');
  expect(received?.header('authorization')).toBe('Bearer key');
  expect(received?.header('host')).toBe(new URL(provider.url).host);
});

it('answers as a gateway does where nobody listens', async () => {
  expect(await forwardTo('http://127.0.0.1:9')(request)).toMatchObject({ statusCode: 502 });
});
