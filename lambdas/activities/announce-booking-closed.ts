/** Tells the world that a booking has ended. Its workflow is closed by then, so no run is asked for its right to. */
import * as z from 'zod';
import { bookingEvent } from '../domain/emitted-events.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { emit } from './support/emit.ts';
import { workflowSchema } from './support/input-schemas.ts';

const schema = z.object({ workflow: workflowSchema, outcome: z.enum(['completed', 'cancelled']) });

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly eventBus: EventBus;
}

export const createAnnounceBookingClosed = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'announce-booking-closed', schema, connect, platform, run });

async function run(
  { workflow: { id }, outcome }: z.infer<typeof schema>,
  context: HandlerContext,
  { onceStore, eventBus }: Dependencies,
) {
  return once(onceStore, { key: `booking#${id}#closed` }, context, async ({ key }) => {
    await emit(eventBus, bookingEvent('BookingClosed', key, id, context.nowMs(), { outcome }));
    return {};
  });
}

export const handler = createAnnounceBookingClosed(() => ({
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
}));
