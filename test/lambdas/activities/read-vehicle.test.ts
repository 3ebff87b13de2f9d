import { describe, expect, it } from 'vitest';
import { createReadVehicle } from '../../../lambdas/activities/read-vehicle.ts';
import { ProviderUnavailable } from '../../../lambdas/domain/errors.ts';
import type { Vehicles } from '../../../lambdas/gateways/vehicles.ts';
import { createWorld } from './support/world.ts';

const world = createWorld('2026-03-10T17:15:00Z');
const read = (vehicles: Vehicles, vehicleId: unknown) =>
  world.invoke(
    createReadVehicle(() => ({ vehicles }), world.platform),
    { vehicleId },
  );

describe('reading a vehicle', () => {
  it('answers what the car says of itself', async () => {
    const state = { ready: true, fuelPercent: 42, online: false, insideArea: true };
    const asked: string[] = [];
    const vehicles: Vehicles = {
      stateOf: async (vehicleId) => {
        asked.push(vehicleId);
        return state;
      },
    };
    expect(await read(vehicles, 'V-9')).toEqual(state);
    expect(asked).toEqual(['V-9']);
  });

  it('fails by the name that the machine knows where the vehicle service is out', async () => {
    const stateOf = () => Promise.reject(new ProviderUnavailable('vehicles', 'HTTP status 503'));
    await expect(read({ stateOf }, 'V-9')).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  it('takes nothing for the id of a vehicle that is none', async () => {
    const stateOf = () => Promise.reject(new Error('nobody is to be asked'));
    await expect(read({ stateOf }, '../V-9')).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
