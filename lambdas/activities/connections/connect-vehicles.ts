import { createVehicles, type Vehicles } from '../../gateways/vehicles.ts';
import type { Environment } from '../../middleware/environment.ts';
import { connectAccess } from './connect-access.ts';

/** The vehicles' API, by the base URL and the key that the configuration has. */
export function connectVehicles(environment: Environment): Vehicles {
  return createVehicles({ ...connectAccess(environment, 'VEHICLES'), fetch: globalThis.fetch });
}
