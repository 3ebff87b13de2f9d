import type { ProviderAnswer, ProviderRequest } from './http-provider.ts';
import { vehicleOf, type World } from './world.ts';

/** The vehicles' telematics: every id is a vehicle. */
export function answerVehicles(
  { path, method, header }: ProviderRequest,
  world: World,
  apiKey: string,
): ProviderAnswer {
  if (world.outages.vehicles) return { status: 503, body: { message: 'Out of service.' } };
  if (header('authorization') !== `Bearer ${apiKey}`) return { status: 401, body: { message: 'Unknown API key.' } };
  const [kind, vehicleId, ...rest] = path;
  if (method !== 'GET' || kind !== 'vehicles' || vehicleId === undefined || rest.length > 0) {
    return { status: 404, body: { message: 'There is only GET /vehicles/:id.' } };
  }
  return { status: 200, body: vehicleOf(world, vehicleId) };
}
