/** Gives up a message that no provider took for a day: dropped as late, unless it went out after all. */
import * as z from 'zod';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import {
  type Announcing,
  announceNotification,
  type NotificationOutcome,
  notificationKey,
} from './support/announce-notification.ts';
import { notificationShape } from './support/input-schemas.ts';

const schema = z.object(notificationShape);

export const createDropNotification = (connect: () => Announcing, platform?: Platform) =>
  createHandler({ name: 'drop-notification', schema, connect, platform, run });

async function run(input: z.infer<typeof schema>, context: HandlerContext, dependencies: Announcing) {
  const result = await once<NotificationOutcome>(
    dependencies.onceStore,
    { key: notificationKey(input) },
    context,
    async () => ({ outcome: 'dropped', reason: 'late' }),
  );
  await announceNotification(input, result, context, dependencies);
  return {};
}

export const handler = createDropNotification(() => ({
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
}));
