import { GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import { LocationClient } from '@aws-sdk/client-location';
import * as z from 'zod';
import { createRoutes, type Routes } from '../../gateways/routes.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

const placeSchema = z.object({ lat: z.number(), lng: z.number() });

/** Amazon Location. Neither client repeats a call by itself: retries are the state machine's. */
export function connectRoutes(environment: Environment): Routes {
  return createRoutes({
    trackers: createClient((options) => new LocationClient({ ...options, maxAttempts: 1 })),
    routes: createClient((options) => new GeoRoutesClient({ ...options, maxAttempts: 1 })),
    trackerName: requiredVariable(environment, 'ROUTES_TRACKER_NAME'),
    depot: placeSchema.parse(JSON.parse(requiredVariable(environment, 'DEPOT'))),
  });
}
