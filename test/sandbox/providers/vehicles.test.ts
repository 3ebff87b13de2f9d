import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestProviders, type TestProviders } from './start-test-providers.ts';

let providers: TestProviders;

beforeEach(async () => {
  providers = await startTestProviders();
});
afterEach(() => providers.close());

const get = async (path: string, apiKey = providers.vehiclesApiKey) => {
  const response = await fetch(providers.vehiclesUrl + path, { headers: { authorization: `Bearer ${apiKey}` } });
  return { status: response.status, body: await response.json() };
};

describe('the state of a vehicle', () => {
  it('is the usual one for every id, until it is changed', async () => {
    const usual = { ready: true, fuelPercent: 80, online: true, insideArea: true };
    expect(await get('/vehicles/V-9')).toEqual({ status: 200, body: usual });
    providers.change({ vehicles: { 'V-9': { fuelPercent: 8, online: false } } });
    expect((await get('/vehicles/V-9')).body).toEqual({ ...usual, fuelPercent: 8, online: false });
    expect((await get('/vehicles/V-8')).body).toEqual(usual);
  });

  it('cannot be had during an outage', async () => {
    providers.change({ outages: { vehicles: true } });
    expect((await get('/vehicles/V-9')).status).toBe(503);
    providers.change({ outages: { vehicles: false } });
    expect((await get('/vehicles/V-9')).status).toBe(200);
  });

  it('is given to those with the key only', async () => {
    expect((await get('/vehicles/V-9', 'guessed')).status).toBe(401);
  });

  it('is all that there is', async () => {
    expect((await get('/vehicles')).status).toBe(404);
    expect((await get('/vehicles/V-9/doors')).status).toBe(404);
  });
});
