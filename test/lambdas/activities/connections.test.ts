import { describe, expect, it } from 'vitest';
import { connectRoutes } from '../../../lambdas/activities/connections/connect-routes.ts';

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
