import { type Bookings, createBookings } from '../../gateways/bookings.ts';
import type { Environment } from '../../middleware/environment.ts';
import { connectAccess } from './connect-access.ts';

/** The booking service's API, by the base URL and the key that the configuration has. */
export function connectContacts(environment: Environment): Bookings {
  return createBookings({ ...connectAccess(environment, 'BOOKINGS'), fetch: globalThis.fetch });
}
