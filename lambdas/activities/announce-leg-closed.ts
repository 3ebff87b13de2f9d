/** Tells the world that a trip leg has ended. Its workflow is closed by then, so no run is asked for its right to. */
import * as z from 'zod';
import { bookingEvent } from '../domain/emitted-events.ts';
import type { LegRecords } from '../gateways/leg-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { emit } from './support/emit.ts';
import { legWorkflowSchema } from './support/leg-schemas.ts';
import { requireRecord } from './support/require-record.ts';
import { type Telling, tellRiskChange } from './support/tell-risk-change.ts';

const schema = z.object({ workflow: legWorkflowSchema });

interface Dependencies extends Telling {
  readonly legs: Pick<LegRecords, 'read'>;
}

export const createAnnounceLegClosed = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'announce-leg-closed', schema, connect, platform, run });

async function run({ workflow }: z.infer<typeof schema>, context: HandlerContext, dependencies: Dependencies) {
  const { legs, onceStore, eventBus } = dependencies;
  const leg = requireRecord(await legs.read(workflow.id), 'trip leg', workflow.id);
  const { legId, bookingId, outcome } = leg;
  if (outcome === null) throw new Error(`trip leg ${legId} was closed and has not ended`);
  // A change of level that its assessment could not tell any more comes before the end.
  await tellRiskChange(leg, context, dependencies);
  return once(onceStore, { key: `trip-leg#${legId}#closed` }, context, async ({ key }) => {
    await emit(eventBus, bookingEvent('TripLegClosed', key, bookingId, context.nowMs(), { legId, outcome }));
    return {};
  });
}

export const handler = createAnnounceLegClosed(() => ({
  legs: connectRecords(process.env).legs,
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
}));
