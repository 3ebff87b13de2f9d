/**
 * One check of a rented car: reads what it says of itself, tells of the alerts that this changes, and says whom the state
 * machine gives a sign of life to. It writes only where something has changed: most checks read twice and write nothing. Retries
 * are the state machine's, and short, since an older answer is of no use; after them comes a call that reads no more.
 */
import * as z from 'zod';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { applyCheck } from '../domain/rental-watch.ts';
import type { RentalWatchRecords } from '../gateways/rental-watch-records.ts';
import type { Vehicles } from '../gateways/vehicles.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectVehicles } from './connections/connect-vehicles.ts';
import { type AnnouncingAlerts, announceAlerts } from './support/announce-alerts.ts';
import { bookingIdSchema, instantSchema } from './support/input-schemas.ts';

const schema = z.object({
  bookingId: bookingIdSchema,
  vehicleId: z.string().regex(/^[A-Za-z0-9-]{1,40}$/),
  /** Instant of the grid that the check is for, as the Scheduler names it. */
  at: instantSchema,
  /** The vehicle service has not answered in all the time that there was: the check takes place without it. */
  isUnanswered: z.boolean(),
});

interface Dependencies extends AnnouncingAlerts {
  readonly vehicles: Vehicles;
  readonly watches: Pick<RentalWatchRecords, 'readForCheck' | 'write'>;
  readonly policy: Policy;
}

interface Result {
  /** `ended`: nobody watches any more. */
  readonly outcome: 'recorded' | 'unchanged' | 'unanswered' | 'ended';
  /** Task token of the wait that the check is a sign of life for; null where nobody waits just now. */
  readonly token: string | null;
}

export const createCheckVehicle = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'check-vehicle', schema, connect, platform, run });

async function run(
  { bookingId, vehicleId, at, isUnanswered }: z.infer<typeof schema>,
  context: HandlerContext,
  dependencies: Dependencies,
): Promise<Result> {
  const { vehicles, watches, policy } = dependencies;
  const { watch, token } = await watches.readForCheck(bookingId);
  if (!watch || watch.endedAt !== null) {
    // What an earlier check has recorded and not told is still to be told.
    if (watch) await announceAlerts(watch, context, dependencies);
    return { outcome: 'ended', token: null };
  }

  const vehicle = isUnanswered ? null : await vehicles.stateOf(vehicleId);
  const checked = applyCheck(watch, { scheduledMs: parseInstant(at), vehicle }, context.nowMs(), policy);
  const recorded = checked === watch ? watch : await watches.write(checked);
  await announceAlerts(recorded, context, dependencies);
  if (isUnanswered) context.metrics.count('VehicleCheckUnanswered');
  if (isUnanswered) return { outcome: 'unanswered', token };
  return { outcome: checked === watch ? 'unchanged' : 'recorded', token };
}

export const handler = createCheckVehicle(() => ({
  vehicles: connectVehicles(process.env),
  watches: connectRecords(process.env).watches,
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
