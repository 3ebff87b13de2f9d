/**
 * Judges one check of a rented car: tells of the alerts that its answer changes, and says whom the state machine gives a sign
 * of life to. The state machine asks the car, and comes here only where the answer is not quiet: it may change something, or
 * nobody has noted yet which answers would not.
 */
import * as z from 'zod';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { applyCheck, quietAnswers } from '../domain/rental-watch.ts';
import { readVehicleState } from '../domain/vehicle.ts';
import type { RentalWatchRecords } from '../gateways/rental-watch-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { type AnnouncingAlerts, announceAlerts } from './support/announce-alerts.ts';
import { bookingIdSchema, instantSchema } from './support/input-schemas.ts';

const schema = z.object({
  bookingId: bookingIdSchema,
  /** Instant of the grid that the check is for, as the Scheduler names it. */
  at: instantSchema,
  /** What the car's telematics answered. Null: nothing, in all the time that there was; the check takes place without it. */
  vehicle: z.unknown(),
  /** Of the state machine that asks: what it takes for quiet. */
  definitionVersion: z.string().min(1).max(64),
});

interface Dependencies extends AnnouncingAlerts {
  readonly watches: Pick<RentalWatchRecords, 'readForCheck' | 'write' | 'noteQuiet'>;
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
  { bookingId, at, vehicle: answer, definitionVersion }: z.infer<typeof schema>,
  context: HandlerContext,
  dependencies: Dependencies,
): Promise<Result> {
  const { watches, policy } = dependencies;
  const { watch, token, note } = await watches.readForCheck(bookingId);
  if (!watch || watch.endedAt !== null) {
    // What an earlier check has recorded and not told is still to be told.
    if (watch) await announceAlerts(watch, context, dependencies);
    return { outcome: 'ended', token: null };
  }

  const vehicle = readVehicleState(answer);
  const checked = applyCheck(watch, { scheduledMs: parseInstant(at), vehicle }, context.nowMs(), policy);
  const recorded = checked === watch ? watch : await watches.write(checked);
  const told = await announceAlerts(recorded, context, dependencies);
  const answers = quietAnswers(told, policy);
  const isNoted = told === watch && note?.by === definitionVersion && note.token === token;
  if (answers !== null && token !== null && !isNoted) {
    await watches.noteQuiet(told, { answers, by: definitionVersion, token });
  }

  if (vehicle === null) context.metrics.count('VehicleCheckUnanswered');
  if (vehicle === null) return { outcome: 'unanswered', token };
  return { outcome: checked === watch ? 'unchanged' : 'recorded', token };
}

export const handler = createCheckVehicle(() => ({
  watches: connectRecords(process.env).watches,
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
