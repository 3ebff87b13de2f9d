/**
 * Judges one check of a rented car, tells of the alerts that it changes, and gives the watch its sign of life. It writes
 * only where something has changed: most checks read once and write nothing.
 */
import * as z from 'zod';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { applyCheck, type RentalWatchState } from '../domain/rental-watch.ts';
import type { Heartbeats } from '../gateways/heartbeats.ts';
import type { RentalWatchRecords } from '../gateways/rental-watch-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectHeartbeats } from './connections/connect-heartbeats.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { type AnnouncingAlerts, announceAlerts } from './support/announce-alerts.ts';
import { bookingIdSchema, instantSchema } from './support/input-schemas.ts';

const schema = z.object({
  bookingId: bookingIdSchema,
  /** Instant of the grid that the check is for, as the Scheduler names it. */
  at: instantSchema,
  /** What the vehicle service answered; null where it did not, after its retries. */
  vehicle: z.object({ fuelPercent: z.number(), online: z.boolean(), insideArea: z.boolean() }).nullable(),
});
type Input = z.infer<typeof schema>;

interface Dependencies extends AnnouncingAlerts {
  readonly watches: Pick<RentalWatchRecords, 'readForCheck' | 'write'>;
  readonly heartbeats: Heartbeats;
  readonly policy: Policy;
}

interface Result {
  /** `ended`: nobody watches any more. */
  readonly outcome: 'recorded' | 'unchanged' | 'unanswered' | 'ended';
}

export const createRecordVehicleCheck = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'record-vehicle-check', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, dependencies: Dependencies): Promise<Result> {
  const { bookingId, at, vehicle } = input;
  const { watches, heartbeats, policy } = dependencies;
  const { watch, token } = await watches.readForCheck(bookingId);
  if (!watch) return { outcome: 'ended' };

  const checked = applyCheck(watch, { scheduledMs: parseInstant(at), vehicle }, context.nowMs(), policy);
  const recorded = checked === watch ? watch : await watches.write(checked);
  // Of an earlier check, too, that got no further than its record; also where the watch has ended since.
  await announceAlerts(recorded, context, dependencies);
  if (watch.endedAt !== null) return { outcome: 'ended' };

  if (vehicle === null) context.metrics.count('VehicleCheckUnanswered');
  // Last: a check that could not be recorded is a missing one. A wait that is over needs no sign, the next one has its own.
  if (token !== null) await heartbeats.send(token);
  return { outcome: outcomeOf(watch, checked, vehicle) };
}

function outcomeOf(before: RentalWatchState, after: RentalWatchState, vehicle: Input['vehicle']): Result['outcome'] {
  if (vehicle === null) return 'unanswered';
  return after === before ? 'unchanged' : 'recorded';
}

export const handler = createRecordVehicleCheck(() => ({
  watches: connectRecords(process.env).watches,
  heartbeats: connectHeartbeats(),
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
