/** Tells the world that a subscription has ended. Its workflow is closed by then, so no run is asked for its right to. */
import * as z from 'zod';
import { emittedEvent } from '../domain/emitted-events.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { emit } from './support/emit.ts';
import { subscriptionWorkflowSchema } from './support/input-schemas.ts';

const schema = z.object({
  workflow: subscriptionWorkflowSchema,
  /** The one that ends; null before the first. */
  cycle: z.int().min(0).nullable(),
});

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly eventBus: EventBus;
}

export const createAnnounceSubscriptionClosed = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'announce-subscription-closed', schema, connect, platform, run });

async function run(
  { workflow: { id: subscriptionId }, cycle }: z.infer<typeof schema>,
  context: HandlerContext,
  { onceStore, eventBus }: Dependencies,
) {
  return once(onceStore, { key: `subscription#${subscriptionId}#closed` }, context, async ({ key }) => {
    const detail = { subscriptionId, cycle: cycle ?? 0 };
    await emit(eventBus, emittedEvent('SubscriptionClosed', key, context.nowMs(), detail));
    return {};
  });
}

export const handler = createAnnounceSubscriptionClosed(() => ({
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
}));
