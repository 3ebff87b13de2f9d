/** The vehicles' telematics: what a car says of itself at this moment. */
import * as z from 'zod';
import { ProviderUnavailable } from '../domain/errors.ts';
import { type HttpOptions, readJson } from './read-json.ts';

const stateSchema = z.object({
  /** Clean, charged or fuelled, and where its driver expects it. */
  ready: z.boolean(),
  fuelPercent: z.number().min(0).max(100),
  /** Whether it is heard of at all. */
  online: z.boolean(),
  /** Within the area in which it may be driven. */
  insideArea: z.boolean(),
});

type VehicleState = z.infer<typeof stateSchema>;

export interface Vehicles {
  stateOf(vehicleId: string): Promise<VehicleState>;
}

/** What reads it has four seconds, and is repeated within half a minute: a car that is silent so long has not answered. */
const callTimeoutMs = 3_000;

export function createVehicles(options: HttpOptions): Vehicles {
  return {
    async stateOf(vehicleId) {
      const state = stateSchema.safeParse(await readJson('vehicles', options, ['vehicles', vehicleId], callTimeoutMs));
      if (!state.success) throw new ProviderUnavailable('vehicles', 'the state is incomplete');
      return state.data;
    },
  };
}
