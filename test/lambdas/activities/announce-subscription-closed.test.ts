import { expect, it } from 'vitest';
import { createAnnounceSubscriptionClosed } from '../../../lambdas/activities/announce-subscription-closed.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

it.each([
  [2, 2],
  [null, 0],
])('tells once that a subscription has ended with cycle %s, whichever run asks', async (cycle, told) => {
  const world = createWorld('2026-04-30T08:00:00Z');
  world.run = 2;
  const dependencies = dependenciesOf(world);
  const announce = createAnnounceSubscriptionClosed(() => dependencies, world.platform);
  const input = { workflow: { type: 'subscription', id: 'S-1', run: 1 }, cycle };
  await world.invoke(announce, input);
  await world.invoke(announce, input);
  expect(world.emitted).toMatchObject([
    {
      detailType: 'SubscriptionClosed',
      detail: { subscriptionId: 'S-1', cycle: told, occurredAt: '2026-04-30T08:00:00Z' },
    },
  ]);
});
