import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectRoutes } from '../../../lambdas/activities/connections/connect-routes.ts';
import { installHostNames } from '../../../local/services/lambda/worker/host-names.ts';

const without = (environment: Record<string, string>, name: string): Record<string, string> => {
  const { [name]: _, ...rest } = environment;
  return rest;
};

describe.each([['routes', connectRoutes, { ROUTES_TRACKER_NAME: 'legs', DEPOT: '{"lat":52.5,"lng":13.4}' }]])(
  'the connection to %s',
  (_, connect, environment: Record<string, string>) => {
    it('needs nothing but its variables', () => {
      expect(() => connect(environment)).not.toThrow();
    });

    it.each(Object.keys(environment))('names %s when it is missing', (name) => {
      expect(() => connect(without(environment, name))).toThrow(`the environment variable ${name} is not set`);
    });
  },
);

it('a depot that is nowhere is refused', () => {
  expect(() => connectRoutes({ ROUTES_TRACKER_NAME: 'legs', DEPOT: '{"lat":52.5}' })).toThrow('lng');
});

describe('a call of Amazon Location', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('that is not answered in time is an outage, and is not repeated', async () => {
    // The client puts `tracking.` before the host, also where it is an address.
    installHostNames();
    let calls = 0;
    const silent = createServer(() => {
      calls += 1;
    });
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const { port } = silent.address() as AddressInfo;
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    try {
      const routes = connectRoutes({ ROUTES_TRACKER_NAME: 'legs', DEPOT: '{"lat":52.5,"lng":13.4}' });
      await expect(routes.minutesTo({ legId: 'L-1', destination: { lat: 52.6, lng: 13.5 } })).rejects.toMatchObject({
        name: 'ProviderUnavailable',
        message: 'routes: TimeoutError',
      });
      expect(calls).toBe(1);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});
