import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectOutsideWorld } from '../../../sandbox/outside-world.ts';
import { startTestProviders, type TestProviders } from './start-test-providers.ts';

let providers: TestProviders;
let outside: ReturnType<typeof connectOutsideWorld>;

beforeEach(async () => {
  providers = await startTestProviders();
  outside = connectOutsideWorld(providers.surroundingsUrl);
});
afterEach(() => providers.close());

const placeOf = async (deviceId: string) => (await outside.devicePosition({ trackerName: 'legs', deviceId }))!;
const destination = [13.5, 52.6] as const;
const minutesFrom = async (origin: readonly [number, number]) =>
  (await outside.route({ origin, destination })).durationSeconds / 60;

describe('the world of the sandbox', () => {
  it('S1: has another place for every device, always the same', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `L-${index}`);
    const places = await Promise.all(ids.map(placeOf));
    expect(new Set(places.map(String)).size).toBe(ids.length);
    expect(await placeOf('L-7')).toEqual(places[7]);
    for (const [longitude, latitude] of places) {
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
      expect(Math.abs(latitude)).toBeLessThanOrEqual(60);
    }
  });

  it('S1: tells the ways of two legs to one place apart, each with its own minutes', async () => {
    providers.change({ routes: { 'L-1': { minutes: 35 }, 'L-2': { minutes: 7.5 } } });
    expect(await minutesFrom(await placeOf('L-1'))).toBe(35);
    expect(await minutesFrom(await placeOf('L-2'))).toBe(7.5);
    expect(await minutesFrom(await placeOf('L-3'))).toBe(20);
    expect(await minutesFrom([13.4, 52.5])).toBe(20);
  });

  it('answers by what is set at the moment', async () => {
    const origin = await placeOf('L-1');
    providers.change({ routes: { 'L-1': { minutes: 35 } } });
    expect(await minutesFrom(origin)).toBe(35);
    providers.change({ routes: { 'L-1': { minutes: 12 } } });
    expect(await minutesFrom(origin)).toBe(12);
  });

  it('is all that there is', async () => {
    expect((await fetch(`${providers.surroundingsUrl}/devices`)).status).toBe(404);
    expect((await fetch(`${providers.surroundingsUrl}/routes`)).status).toBe(404);
  });
});
