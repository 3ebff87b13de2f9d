import { GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import { LocationClient } from '@aws-sdk/client-location';
import * as z from 'zod';
import { createRoutes, type Routes } from '../../gateways/routes.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

const placeSchema = z.object({ lat: z.number(), lng: z.number() });

/** A call that takes longer has failed: there are two, and what makes them has four seconds. Unit: milliseconds. */
const callTimeoutMs = 1_500;

/** Amazon Location. Neither client repeats a call by itself: retries are the state machine's. */
export function connectRoutes(environment: Environment): Routes {
  // Not an abort signal of each call, which would go off long after the call has been answered.
  const bounded = { maxAttempts: 1, requestHandler: { requestTimeout: callTimeoutMs, throwOnRequestTimeout: true } };
  return createRoutes({
    trackers: createClient((options) => new LocationClient({ ...options, ...bounded })),
    routes: createClient((options) => new GeoRoutesClient({ ...options, ...bounded })),
    trackerName: requiredVariable(environment, 'ROUTES_TRACKER_NAME'),
    depot: placeSchema.parse(JSON.parse(requiredVariable(environment, 'DEPOT'))),
  });
}
