import type { OutsideWorld } from '../local/runtime.ts';

/**
 * The world of the sandbox for a runtime that may run in another process: asked over HTTP, so that it is the same world before
 * and after a power cut.
 *
 * @param url of the stand-in in `sandbox/providers/surroundings.ts`
 */
export function connectOutsideWorld(url: string): Required<OutsideWorld> {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, init);
    if (!response.ok) throw new Error(`the sandbox's world: HTTP status ${response.status} for ${path}`);
    return response.json();
  };
  return {
    async devicePosition({ deviceId }) {
      const { position } = (await ask(`/devices/${encodeURIComponent(deviceId)}`)) as {
        position: [longitude: number, latitude: number];
      };
      return position;
    },
    async route(request) {
      return (await ask('/routes', { method: 'POST', body: JSON.stringify(request) })) as {
        durationSeconds: number;
        distanceMeters: number;
      };
    },
  };
}
