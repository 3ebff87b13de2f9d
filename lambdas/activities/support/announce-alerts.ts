/**
 * Tells the world of the alerts that began or ended and are in the record of the watch already, each once: an attempt that
 * comes again, or beside another one, finds under the change's own name that it was told.
 */
import { bookingEvent } from '../../domain/emitted-events.ts';
import { parseInstant } from '../../domain/instants.ts';
import type { RentalWatchState } from '../../domain/rental-watch.ts';
import type { EventBus } from '../../gateways/event-bus.ts';
import type { RentalWatchRecords } from '../../gateways/rental-watch-records.ts';
import type { HandlerContext } from '../../middleware/create-handler.ts';
import { once } from '../../middleware/once.ts';
import type { OnceStore } from '../../middleware/once-store.ts';
import { emit } from './emit.ts';

export interface AnnouncingAlerts {
  readonly watches: Pick<RentalWatchRecords, 'write'>;
  readonly onceStore: OnceStore;
  readonly eventBus: EventBus;
}

/** @returns the record as it is stored now, with nothing left to tell */
export async function announceAlerts(
  watch: RentalWatchState,
  context: HandlerContext,
  { watches, onceStore, eventBus }: AnnouncingAlerts,
): Promise<RentalWatchState> {
  const { bookingId, vehicleId, unannounced } = watch;
  if (unannounced.length === 0) return watch;
  for (const { number, kind, change, at } of unannounced) {
    const detailType = change === 'began' ? 'VehicleAlert' : 'VehicleAlertCleared';
    await once(onceStore, { key: `rental-watch#${bookingId}#alert#${number}` }, context, async ({ key }) => {
      await emit(eventBus, bookingEvent(detailType, key, bookingId, parseInstant(at), { vehicleId, kind }));
      context.metrics.count(detailType);
      return {};
    });
  }
  return watches.write({ ...watch, unannounced: [] });
}
