import { describe, expect, it } from 'vitest';
import { createSyncReminders } from '../../../lambdas/activities/sync-reminders.ts';
import { isOutOfSync } from '../../../lambdas/domain/plan-reminders.ts';
import { activated, lived, paused, subscribed } from '../domain/subscription-support.ts';
import { cancelled, changed, confirmed, type Step, started } from '../domain/support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

function bookingOf(...steps: readonly Step[]) {
  const world = createWorld('2026-03-01T09:00:05Z');
  world.live(...steps);
  const dependencies = dependenciesOf(world);
  const handler = createSyncReminders(() => dependencies, world.platform);
  const sync = () =>
    world.invoke(handler, { workflow: { type: 'booking', id: 'B-1', run: 1 }, at: '2026-03-01T09:00:00Z' });
  const record = () => world.bookingStates.get('B-1');
  return { world, dependencies, sync, record };
}

describe('syncing reminders', () => {
  it('makes a schedule of each planned reminder, in the order of their times', async () => {
    const { world, sync, record } = bookingOf(confirmed());
    expect(await sync()).toEqual({ created: 12, updated: 0, deleted: 0 });
    const [first] = world.schedules.values();
    expect(first).toMatchObject({
      subject: { bookingId: 'B-1' },
      kind: 'pickup-24h',
      lookAt: '2026-03-10T17:00:00Z',
      dueAt: '2026-03-09T17:00:00Z',
      fireAtMs: Date.parse('2026-03-09T17:00:00Z'),
    });
    expect([...world.schedules.keys()].sort()).toEqual(Object.keys(record()?.reminders ?? {}).sort());
    expect(isOutOfSync(record() as never)).toBe(false);
    expect(await sync()).toEqual({ created: 0, updated: 0, deleted: 0 });
  });

  it('removes what was withdrawn and forgets it', async () => {
    const { world, sync, record } = bookingOf(confirmed(), started('2026-03-02T00:00:00Z'));
    expect(await sync()).toEqual({ created: 9, updated: 0, deleted: 3 });
    expect([...world.schedules.values()].map(({ kind }) => kind)).not.toContain('pickup-24h');
    expect(Object.keys(record()?.reminders ?? {})).toHaveLength(9);
  });

  it('leaves nothing of a booking that was cancelled after a sync that crashed half way', async () => {
    const { world, dependencies, sync } = bookingOf(confirmed());
    const put = dependencies.schedules.put;
    dependencies.schedules.put = async (schedule) => {
      if (world.schedules.size === 5) throw new Error('power cut');
      return put(schedule);
    };
    await expect(sync()).rejects.toThrow();
    expect(world.schedules.size).toBe(5);
    world.live(confirmed(), cancelled('2026-03-02T00:00:00Z'));
    await sync();
    expect(world.schedules.size).toBe(0);
  });

  it('moves a schedule under its name', async () => {
    const { world, sync } = bookingOf(confirmed());
    await sync();
    world.live(confirmed(), changed({ zone: 'Asia/Tokyo' }, '2026-03-02T00:00:00Z'));
    const { updated, deleted } = await sync();
    expect({ updated, deleted }).toEqual({ updated: 12, deleted: 0 });
    expect([...world.schedules.values()].find(({ kind }) => kind === 'pickup-24h')?.dueAt).toBe('2026-03-09T11:30:00Z');
  });

  it('schedules shortly ahead what came due before it was synced, and loses none of it', async () => {
    const { world, sync } = bookingOf(confirmed());
    world.at('2026-03-09T17:00:03Z');
    await sync();
    const pickup = [...world.schedules.values()].find(({ kind }) => kind === 'pickup-24h');
    expect(pickup).toMatchObject({ dueAt: '2026-03-09T17:00:00Z', fireAtMs: Date.parse('2026-03-09T17:00:13Z') });
  });

  it('has nothing to do without a booking', async () => {
    const { world, sync } = bookingOf(confirmed());
    world.bookingStates.clear();
    expect(await sync()).toEqual({ created: 0, updated: 0, deleted: 0 });
  });
});

describe('syncing the reminder of a subscription', () => {
  it('makes the schedule of the next renewal, and removes it where it is withdrawn', async () => {
    const world = createWorld('2026-01-30T05:00:00Z');
    world.subscriptionStates.set('S-1', { ...subscribed(activated()), revision: 1 });
    const dependencies = dependenciesOf(world);
    const handler = createSyncReminders(() => dependencies, world.platform);
    const sync = () =>
      world.invoke(handler, { workflow: { type: 'subscription', id: 'S-1', run: 1 }, at: '2026-01-30T05:00:00Z' });

    expect(await sync()).toEqual({ created: 1, updated: 0, deleted: 0 });
    expect([...world.schedules.values()]).toMatchObject([
      { subject: { subscriptionId: 'S-1' }, kind: 'renewal-3d', dueAt: '2026-02-25T09:00:00Z' },
    ]);
    world.subscriptionStates.set('S-1', lived(world.subscription(), paused('2026-02-10T00:00:00Z')));
    expect(await sync()).toEqual({ created: 0, updated: 0, deleted: 1 });
    expect(world.schedules.size).toBe(0);
    expect(world.subscription().reminders).toEqual({});
  });

  it('has nothing to do without a subscription', async () => {
    const world = createWorld('2026-01-30T05:00:00Z');
    const dependencies = dependenciesOf(world);
    const handler = createSyncReminders(() => dependencies, world.platform);
    const workflow = { type: 'subscription', id: 'S-1', run: 1 };
    expect(await world.invoke(handler, { workflow, at: '2026-01-30T05:00:00Z' })).toEqual({
      created: 0,
      updated: 0,
      deleted: 0,
    });
  });
});
