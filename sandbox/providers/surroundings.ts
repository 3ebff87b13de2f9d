/**
 * What Amazon Location asks of the world: where the driver of a leg is, and how long it is from there.
 *
 * S1  Every device has a place of its own, always the same: a route is told by where it begins, also when two of them end at
 *     the same place.
 */
import { createHash } from 'node:crypto';
import type { OutsideWorld } from '../../local/runtime.ts';
import type { ProviderAnswer, ProviderRequest } from './http-provider.ts';
import { usualRouteMinutes, type World } from './world.ts';

interface Surroundings {
  /** For a runtime in the same process. */
  readonly outside: Required<OutsideWorld>;
  /** `GET /devices/:id` and `POST /routes`, as `sandbox/outside-world.ts` asks. */
  answer(request: ProviderRequest): ProviderAnswer;
}

type Position = readonly [longitude: number, latitude: number];

/** Everybody drives 30 km/h. Unit: metres. */
const metersPerMinute = 500;

export function createSurroundings(world: World): Surroundings {
  /** Devices by their places. */
  const devices = new Map<string, string>();

  const placeOf = (deviceId: string): Position => {
    for (let attempt = 0; ; attempt += 1) {
      const place = somewhere(`${deviceId}/${attempt}`);
      const owner = devices.get(place.join());
      if (owner === undefined) devices.set(place.join(), deviceId);
      if (owner === undefined || owner === deviceId) return place;
    }
  };

  const positionOf = (deviceId: string) => ({ position: placeOf(deviceId) });
  const routeFrom = (origin: Position) => {
    const device = devices.get(origin.join());
    const minutes = (device === undefined ? undefined : world.routes[device]?.minutes) ?? usualRouteMinutes;
    return { durationSeconds: minutes * 60, distanceMeters: minutes * metersPerMinute };
  };

  return {
    outside: {
      route: async ({ origin }) => routeFrom(origin),
      devicePosition: async ({ deviceId }) => positionOf(deviceId).position,
    },
    answer({ method, path, body }) {
      const [kind, id, ...rest] = path;
      if (method === 'GET' && kind === 'devices' && id !== undefined && rest.length === 0) {
        return { status: 200, body: positionOf(id) };
      }
      if (method !== 'POST' || kind !== 'routes' || id !== undefined) {
        return { status: 404, body: { message: 'There is only GET /devices/:id and POST /routes.' } };
      }
      const { origin } = JSON.parse(body) as { origin: Position };
      return { status: 200, body: routeFrom(origin) };
    },
  };
}

/** One of some four million million places between 60 degrees south and north, the same for the same text. */
function somewhere(text: string): Position {
  const hash = createHash('sha256').update(text).digest();
  const within = (offset: number, degrees: number): number =>
    Math.round(((hash.readUInt32BE(offset) / 2 ** 32) * 2 - 1) * degrees * 1e4) / 1e4;
  return [within(0, 180), within(4, 60)];
}
