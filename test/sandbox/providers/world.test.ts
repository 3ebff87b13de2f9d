import { describe, expect, it } from 'vitest';
import { createWorld, mergeWorld } from '../../../sandbox/providers/world.ts';

describe('the world', () => {
  it('begins without outages, and with nothing set', () => {
    expect(createWorld()).toEqual({
      cards: {},
      routes: {},
      vehicles: {},
      outages: { payments: false, routes: false, vehicles: false, notifications: false, bookings: false },
    });
  });

  it('keeps what an earlier change set and a later one does not name', () => {
    const world = createWorld();
    mergeWorld(world, { cards: { pm_1: 'declines' }, outages: { payments: true }, routes: { 'L-1': { minutes: 35 } } });
    mergeWorld(world, { cards: { pm_2: 'declines' }, outages: { bookings: true } });
    mergeWorld(world, { cards: { pm_1: 'ok' } });
    expect(world).toMatchObject({
      cards: { pm_1: 'ok', pm_2: 'declines' },
      outages: { payments: true, bookings: true, routes: false },
      routes: { 'L-1': { minutes: 35 } },
    });
  });

  it('changes single states of a vehicle, the others stay usual', () => {
    const world = createWorld();
    mergeWorld(world, { vehicles: { 'V-9': { ready: false } } });
    mergeWorld(world, { vehicles: { 'V-9': { fuelPercent: 8 } } });
    expect(world.vehicles['V-9']).toEqual({ ready: false, fuelPercent: 8, online: true, insideArea: true });
  });
});
