/**
 * Brings the watch over a rental in line with its booking: as long as the rental lasts, there is a record and a schedule that
 * checks the vehicle; after it, the record says so and the schedule is gone. Everything here may be repeated.
 */
import * as z from 'zod';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import {
  hasMissedChecks,
  heartbeatSeconds,
  newRentalWatch,
  nextCheckMs,
  type RentalWatchState,
  rentalToWatch,
} from '../domain/rental-watch.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { RecurringSchedules } from '../gateways/recurring-schedules.ts';
import type { RentalWatchRecords } from '../gateways/rental-watch-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectRecurringSchedules } from './connections/connect-recurring-schedules.ts';
import { type AnnouncingAlerts, announceAlerts } from './support/announce-alerts.ts';
import { instantSchema, workflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({
  workflow: workflowSchema,
  /** When the workflow came to ask. */
  at: instantSchema,
  /** If its last wait ended without a signal: when that wait would have ended by itself. */
  silentUntil: instantSchema.nullable(),
});

interface Dependencies extends AnnouncingAlerts {
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly watches: Pick<RentalWatchRecords, 'read' | 'write'>;
  readonly schedules: RecurringSchedules;
  readonly policy: Policy;
}

interface Result {
  readonly action: 'wait' | 'close';
  readonly phase: 'watching' | 'closed';
  /** How long the next wait may go without a sign of life. */
  readonly heartbeatSeconds: number;
}

export const createSyncRentalWatch = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'sync-rental-watch', schema, connect, platform, run });

async function run(
  { workflow: { id }, at, silentUntil }: z.infer<typeof schema>,
  context: HandlerContext,
  dependencies: Dependencies,
): Promise<Result> {
  const { bookings, watches, schedules, policy } = dependencies;
  const booking = requireRecord(await bookings.read(id), 'booking', id);
  const recorded = await watches.read(id);
  const rental = rentalToWatch(booking);
  if (rental === null) {
    // The record comes before its schedule, so without one there is nothing to end.
    if (recorded) await end(recorded, at, context, dependencies);
    return { action: 'close', phase: 'closed', heartbeatSeconds: heartbeatSeconds(policy) };
  }

  const watch = recorded ?? (await watches.write(newRentalWatch(id, rental)));
  const put = await schedules.put({
    name: id,
    subject: id,
    everyMinutes: policy.rentalWatch.checkEveryMinutes,
    startAtMs: nextCheckMs(watch, parseInstant(at), policy),
    input: { bookingId: id, vehicleId: watch.vehicleId },
  });
  if (silentUntil !== null && hasMissedChecks(parseInstant(at), parseInstant(silentUntil))) {
    context.metrics.count('WatchRepaired');
    // `created`: the schedule was gone. `updated`: it was there, and its checks fail.
    context.logger.warn('No check for too long: the watch has put its schedule again', {
      bookingId: id,
      schedule: put,
    });
  }
  return { action: 'wait', phase: 'watching', heartbeatSeconds: heartbeatSeconds(policy) };
}

/** First the record, so that a check that is under way changes nothing any more. */
async function end(
  recorded: RentalWatchState,
  at: string,
  context: HandlerContext,
  dependencies: Dependencies,
): Promise<void> {
  const { watches, schedules } = dependencies;
  const ended = recorded.endedAt === null ? await watches.write({ ...recorded, endedAt: at }) : recorded;
  await schedules.remove(ended.bookingId);
  await announceAlerts(ended, context, dependencies);
}

export const handler = createSyncRentalWatch(() => ({
  ...connectRecords(process.env),
  schedules: connectRecurringSchedules(process.env),
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
