import { describe, expect, it } from 'vitest';
import { createApplyLegSignal } from '../../../lambdas/activities/apply-leg-signal.ts';
import { createLegWorld, workflow } from './support/leg-world.ts';

const acting = '2026-07-02T08:00:00Z';

function appliedTo(now = acting) {
  const { world, dependencies } = createLegWorld(now);
  const handler = createApplyLegSignal(() => dependencies, world.platform);
  const apply = (type: string | null, { sk = `signal#${type}`, version = 0, more = false, at = acting } = {}) =>
    world.invoke(handler, { workflow, signal: type === null ? null : { sk, type, version }, more, at });
  /** As `send-signals` and the router store them. */
  const store = (type: string, payload: unknown = {}) => world.payloads.set(`signal#${type}`, payload);
  store('legwork.booking-updated', { sentBy: { type: 'booking', id: 'B-1' } });
  store('DriverAssigned', { bookingId: 'B-1', legId: 'L-1', driverId: 'D-1' });
  return { world, apply, store };
}

describe('applying a signal to a leg', () => {
  it('begins with the booking that sent the first one, and says what has to be done', async () => {
    const { world, apply } = appliedTo();
    expect(await apply('legwork.booking-updated')).toEqual({
      bookingId: 'B-1',
      phase: 'open',
      schedulesOutOfSync: true,
      assessAt: acting,
      waitUntil: '2026-07-02T16:00:00Z',
      finished: false,
    });
    expect(world.leg()).toMatchObject({ legId: 'L-1', bookingId: 'B-1', revision: 1 });
  });

  it('writes once however often it is repeated, and asks for the same again', async () => {
    const { world, apply } = appliedTo();
    const first = await apply('legwork.booking-updated');
    expect(await apply('legwork.booking-updated')).toEqual(first);
    expect(world.written).toHaveLength(1);
  });

  it('does nothing of a signal that was acknowledged and cleaned', async () => {
    const { world, apply } = appliedTo();
    await apply('legwork.booking-updated');
    world.payloads.clear();
    await apply('DriverAssigned', { version: 3 });
    expect(world.leg().driverId).toBeNull();
  });

  it('counts a stale one', async () => {
    const { world, apply } = appliedTo();
    await apply('legwork.booking-updated');
    await apply('DriverAssigned', { version: 3 });
    await apply('DriverAssigned', { version: 2, sk: 'signal#DriverAssigned#old' });
    world.payloads.set('signal#older', { bookingId: 'B-1', legId: 'L-1', driverId: 'D-2' });
    await apply('DriverAssigned', { version: 2, sk: 'signal#older' });
    expect(world.leg().driverId).toBe('D-1');
    expect(world.platform.counted.SignalStale).toBe(1);
  });

  it('ends a leg that has ended, and waits for nothing then', async () => {
    const { apply, store } = appliedTo();
    await apply('legwork.booking-updated');
    store('TripLegCompleted');
    expect(await apply('TripLegCompleted')).toMatchObject({
      phase: 'ended',
      finished: true,
      waitUntil: null,
      assessAt: null,
      schedulesOutOfSync: true,
    });
  });

  it('reads the booking for what concerns it, not for an event of the leg itself', async () => {
    const { world, apply, store } = appliedTo();
    await apply('legwork.booking-updated');
    world.bookingStates.clear();
    store('TripLegStarted');
    await expect(apply('TripLegStarted')).resolves.toMatchObject({ assessAt: acting });
    await expect(apply(null)).rejects.toThrow('Error in apply-leg-signal');
  });

  it('refuses to begin with anything but a signal of a booking', async () => {
    const { apply, store } = appliedTo();
    await expect(apply(null)).rejects.toMatchObject({ name: 'InvalidInput' });
    store('legwork.booking-updated', {});
    await expect(apply('legwork.booking-updated')).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
