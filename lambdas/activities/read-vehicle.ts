/** What a car says of itself now. Retries are the state machine's, and short: an older answer is of no use. */
import * as z from 'zod';
import type { Vehicles } from '../gateways/vehicles.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectVehicles } from './connections/connect-vehicles.ts';

const schema = z.object({ vehicleId: z.string().regex(/^[A-Za-z0-9-]{1,40}$/) });

interface Dependencies {
  readonly vehicles: Vehicles;
}

export const createReadVehicle = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'read-vehicle', schema, connect, platform, run });

async function run({ vehicleId }: z.infer<typeof schema>, _context: HandlerContext, { vehicles }: Dependencies) {
  return vehicles.stateOf(vehicleId);
}

export const handler = createReadVehicle(() => ({ vehicles: connectVehicles(process.env) }));
