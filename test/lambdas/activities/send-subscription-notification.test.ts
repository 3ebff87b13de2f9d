import { describe, expect, it } from 'vitest';
import { createSendNotification } from '../../../lambdas/activities/send-notification.ts';
import {
  activated,
  begins,
  cancelledAtPeriodEnd,
  lived,
  paused,
  resumed,
  type SubscriptionStep,
  subscribed,
} from '../domain/subscription-support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

const renewal = { kind: 'renewal-3d', lookAt: begins[1], dueAt: '2026-02-25T09:00:00Z' };
const failure = { kind: 'payment-failed', lookAt: begins[1], dueAt: begins[1] };

function firing(now: string, ...steps: readonly SubscriptionStep[]) {
  const world = createWorld(now);
  const set = (...more: readonly SubscriptionStep[]) =>
    world.subscriptionStates.set('S-1', lived(world.subscriptionStates.get('S-1') ?? subscribed(activated()), ...more));
  set(...steps);
  const dependencies = dependenciesOf(world);
  const send = createSendNotification(() => dependencies, world.platform);
  const subject = { subscriptionId: 'S-1' };
  return {
    world,
    set,
    fire: (message: object, attempt = 0) => world.invoke(send, { subject, ...message, attempt }),
  };
}

describe('the reminder of a renewal that fires', () => {
  it('is sent by e-mail, once, and told of', async () => {
    const { world, fire } = firing('2026-02-25T09:00:20Z');
    expect(await fire(renewal)).toEqual({ outcome: 'sent' });
    expect(await fire(renewal)).toEqual({ outcome: 'already' });
    expect(world.messages).toEqual(['renewal-3d to ada@example.com']);
    const detail = { subscriptionId: 'S-1', kind: 'renewal-3d', channel: 'email', dueAt: renewal.dueAt };
    expect(world.emitted).toMatchObject([{ detailType: 'ReminderSent', detail }]);
    expect(world.emitted[0]?.detail).not.toHaveProperty('bookingId');
  });

  it.each([
    ['it is paused', paused('2026-02-10T00:00:00Z')],
    ['it is to end', cancelledAtPeriodEnd('2026-02-10T00:00:00Z')],
  ])('is withdrawn silently where %s', async (_, step) => {
    // Active in its first cycle: a cancellation at period end keeps the period.
    const { world, fire, set } = firing('2026-02-25T09:00:00Z');
    world.subscriptionStates.set('S-1', subscribed(activated({}, begins[0])));
    set(step);
    expect(await fire(renewal)).toEqual({ outcome: 'withdrawn' });
    expect(world.emitted).toEqual([]);
  });

  it('is sent where the pause is over by then', async () => {
    const { fire } = firing('2026-02-25T09:00:00Z', paused('2026-02-10T00:00:00Z'), resumed('2026-02-11T00:00:00Z'));
    expect(await fire(renewal)).toEqual({ outcome: 'sent' });
  });

  it('is not withdrawn any more once it has fired', async () => {
    const { world, fire, set } = firing('2026-02-25T09:00:00Z');
    world.outages.add('notifications');
    await expect(fire(renewal)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    world.outages.clear();
    set(paused('2026-02-25T09:00:10Z'));
    expect(await fire(renewal, 1)).toEqual({ outcome: 'sent' });
  });

  it.each([
    ['2026-02-25T21:00:00Z', 'sent'],
    ['2026-02-25T21:00:00.001Z', 'dropped'],
  ])('twelve hours late at %s is %s', async (now, outcome) => {
    const { world, fire } = firing(now);
    expect(await fire(renewal)).toEqual({ outcome });
    if (outcome === 'dropped') {
      expect(world.emitted).toMatchObject([
        { detailType: 'ReminderDropped', detail: { subscriptionId: 'S-1', reason: 'late' } },
      ]);
    }
  });

  it('of a subscription that nobody knows any more is withdrawn', async () => {
    const { world, fire } = firing('2026-02-25T09:00:00Z');
    world.subscriptionStates.clear();
    expect(await fire(renewal)).toEqual({ outcome: 'withdrawn' });
  });
});

describe('the e-mail after a failed payment', () => {
  it('is sent for each failure, whatever has become of the subscription', async () => {
    const { world, fire } = firing(begins[1], paused(begins[1]));
    await fire(failure);
    await fire({ ...failure, lookAt: '2026-03-01T09:00:00Z', dueAt: '2026-03-01T09:00:00Z' });
    expect(world.messages).toEqual(Array(2).fill('payment-failed to ada@example.com'));
  });

  it('is dropped as late after 24 hours', async () => {
    const { fire } = firing('2026-03-01T09:00:00.001Z');
    expect(await fire(failure)).toEqual({ outcome: 'dropped' });
  });
});

describe('a message', () => {
  it.each([{}, { bookingId: 'B-1', subscriptionId: 'S-1' }])('about %j is refused', async (subject) => {
    const { fire } = firing(begins[1]);
    await expect(fire({ ...failure, subject })).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('about a subscription of a kind that belongs to bookings is withdrawn', async () => {
    const { fire } = firing(begins[1]);
    expect(await fire({ ...failure, kind: 'rental-not-started' })).toEqual({ outcome: 'withdrawn' });
  });
});
