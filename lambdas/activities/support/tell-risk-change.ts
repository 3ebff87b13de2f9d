/** Tells the world of a leg's change of level, which is in the record already. Telling again changes nothing. */
import { bookingEvent } from '../../domain/emitted-events.ts';
import { type LegState, riskChangeKey } from '../../domain/trip-leg.ts';
import type { EventBus } from '../../gateways/event-bus.ts';
import type { HandlerContext } from '../../middleware/create-handler.ts';
import { once } from '../../middleware/once.ts';
import type { OnceStore } from '../../middleware/once-store.ts';
import { emit } from './emit.ts';

export interface Telling {
  readonly onceStore: OnceStore;
  readonly eventBus: EventBus;
}

/** The record without what was told now; the same record if there was nothing. It is still to be written. */
export async function tellRiskChange(
  leg: LegState,
  context: HandlerContext,
  { onceStore, eventBus }: Telling,
): Promise<LegState> {
  const { untold, bookingId, legId } = leg;
  if (untold === null) return leg;
  // No run stands behind an assessment: there is none to ask for its right to.
  await once(onceStore, { key: riskChangeKey(leg) }, context, async ({ key }) => {
    const fields = { legId, ...untold, reasons: [...untold.reasons] };
    await emit(eventBus, bookingEvent('TripLegRiskChanged', key, bookingId, context.nowMs(), fields));
    context.metrics.count('TripLegRiskChanged');
    return {};
  });
  return { ...leg, untold: null };
}
