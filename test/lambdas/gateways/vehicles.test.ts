import { describe, expect, it } from 'vitest';
import { createVehicles } from '../../../lambdas/gateways/vehicles.ts';

const state = { ready: true, fuelPercent: 80, online: true, insideArea: false };

function vehiclesThat(answer: () => Response | Promise<Response>) {
  const asked: { address: string; init: RequestInit | undefined }[] = [];
  const fetch = async (address: string | URL | Request, init?: RequestInit) => {
    asked.push({ address: String(address), init });
    return answer();
  };
  const connect = async () => ({ baseUrl: 'https://vehicles.example', apiKey: 'key-1' });
  const refusals: true[] = [];
  const onRefused = () => {
    refusals.push(true);
  };
  return { asked, refusals, vehicles: createVehicles({ connect, onRefused, fetch }) };
}

describe('the state of a vehicle', () => {
  it('is read from the vehicles’ API with its key and a limit of time', async () => {
    const { asked, vehicles } = vehiclesThat(() => Response.json({ ...state, mileage: 12_345 }));
    expect(await vehicles.stateOf('V-9/x')).toEqual(state);
    expect(asked[0]?.address).toBe('https://vehicles.example/vehicles/V-9%2Fx');
    expect(asked[0]?.init?.headers).toMatchObject({ authorization: 'Bearer key-1' });
    expect(asked[0]?.init?.signal).toBeInstanceOf(AbortSignal);
  });

  it.each([401, 403])(
    'tells that its key was refused where it is answered by %i, and by nothing else',
    async (status) => {
      let answer = new Response('', { status });
      const { refusals, vehicles } = vehiclesThat(() => answer);
      await expect(vehicles.stateOf('V-9')).rejects.toMatchObject({ name: 'ProviderUnavailable' });
      expect(refusals).toHaveLength(1);
      answer = new Response('', { status: 503 });
      await expect(vehicles.stateOf('V-9')).rejects.toMatchObject({ name: 'ProviderUnavailable' });
      expect(refusals).toHaveLength(1);
    },
  );

  it.each<[string, () => Response | Promise<Response>]>([
    ['a server error', () => new Response('', { status: 503 })],
    ['no answer', () => Promise.reject(new TypeError('fetch failed'))],
    ['an answer that is not JSON', () => new Response('<html>')],
    ['an incomplete answer', () => Response.json({ ready: true })],
    ['more fuel than there can be', () => Response.json({ ...state, fuelPercent: 101 })],
  ])('meets an outage with %s', async (_, answer) => {
    const { vehicles } = vehiclesThat(answer);
    await expect(vehicles.stateOf('V-9')).rejects.toMatchObject({ name: 'ProviderUnavailable', provider: 'vehicles' });
  });
});
