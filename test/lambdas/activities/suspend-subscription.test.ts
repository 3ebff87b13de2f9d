import { describe, expect, it } from 'vitest';
import { createSuspendSubscription } from '../../../lambdas/activities/suspend-subscription.ts';
import { recordDecline } from '../../../lambdas/domain/subscription-attempts.ts';
import { activated, answeredAt, begins, subscribed } from '../domain/subscription-support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

function failing() {
  const world = createWorld('2026-02-05T09:00:00Z');
  const record = answeredAt(subscribed(activated()), begins[0], recordDecline);
  world.subscriptionStates.set('S-1', { ...record, revision: 1 });
  const dependencies = dependenciesOf(world);
  const handler = createSuspendSubscription(() => dependencies, world.platform);
  const suspend = () => world.invoke(handler, { workflow: { type: 'subscription', id: 'S-1', run: 1 } });
  return { world, dependencies, suspend };
}

describe('a suspension', () => {
  it('is told of, recorded, and withdraws the reminder of the next renewal', async () => {
    const { world, suspend } = failing();
    await suspend();
    expect(world.emitted).toMatchObject([
      { detailType: 'SubscriptionSuspended', detail: { subscriptionId: 'S-1', cycle: 0 } },
    ]);
    const { suspended, cycle, reminders } = world.subscription();
    expect(suspended).toEqual({ cycle: 0, suspendedAt: '2026-02-05T09:00:00Z' });
    expect(cycle?.series).toBeNull();
    expect(Object.values(reminders)).toMatchObject([{ kind: 'renewal-3d', status: 'to-withdraw' }]);
  });

  it('is told of once, however often it comes to it', async () => {
    const { world, suspend } = failing();
    await suspend();
    await suspend();
    expect(world.told()).toEqual(['SubscriptionSuspended']);
  });

  it('that was told of and not recorded is recorded by the next call', async () => {
    const { world, dependencies, suspend } = failing();
    const { write } = dependencies.subscriptions;
    dependencies.subscriptions.write = async () => {
      throw new Error('power cut');
    };
    await expect(suspend()).rejects.toThrow();
    expect(world.subscription().suspended).toBeNull();
    dependencies.subscriptions.write = write;
    await suspend();
    expect(world.subscription().suspended).not.toBeNull();
    expect(world.told()).toEqual(['SubscriptionSuspended']);
  });
});
