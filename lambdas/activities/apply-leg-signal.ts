/** Applies a signal, or the time, to the record of a trip leg, and answers what has to be done then. */
import * as z from 'zod';
import { applyLegSignal, type LegOccasion } from '../domain/apply-leg-signal.ts';
import type { BookingState } from '../domain/booking.ts';
import { InvalidInput } from '../domain/errors.ts';
import { tripLegDetailTypes } from '../domain/event-names.ts';
import { formatInstant, parseInstant } from '../domain/instants.ts';
import { abandonedAtMs } from '../domain/leg-grid.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { assessmentDue, type LegState, newLeg } from '../domain/trip-leg.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { LegRecords } from '../gateways/leg-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { instantSchema } from './support/input-schemas.ts';
import { legWorkflowSchema } from './support/leg-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({
  workflow: legWorkflowSchema,
  /** None: the wait reached its milestone, or a new run looks around. */
  signal: z.object({ sk: z.string(), type: z.string(), version: z.int().min(0) }).nullable(),
  /** Further signals wait: they are applied before any other work. */
  more: z.boolean(),
  at: instantSchema,
});
type Input = z.infer<typeof schema>;

interface Dependencies {
  readonly legs: LegRecords;
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly policy: Policy;
}

interface Result {
  readonly bookingId: string;
  readonly phase: 'open' | 'ended';
  readonly schedulesOutOfSync: boolean;
  /** An assessment is to be made now, for this instant. */
  readonly assessAt: string | null;
  /** When the leg counts as abandoned; null once it has ended. */
  readonly waitUntil: string | null;
  readonly finished: boolean;
}

export const createApplyLegSignal = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'apply-leg-signal', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, { legs, bookings, policy }: Dependencies) {
  const { workflow, more, at } = input;
  const recorded = await legs.read(workflow.id);
  const signal = await readSignal(input, recorded, legs);
  const leg = recorded ?? newLeg(workflow.id, senderOf(signal), at);
  const booking = await readBooking(signal, leg.bookingId, bookings);
  const { state, effect } = applyLegSignal(leg, { signal, booking, more, atMs: parseInstant(at) }, policy);
  if (effect === 'stale') context.metrics.count('SignalStale');
  return describe(effect === 'changed' ? await legs.write(state) : state, policy);
}

async function readSignal({ workflow, signal }: Input, recorded: LegState | undefined, legs: LegRecords) {
  if (signal === null) return null;
  const { sk: key, type, version } = signal;
  const payload = await legs.readSignalPayload(workflow.id, key);
  // Acknowledged and cleaned: an earlier call of this signal has applied it.
  return payload === undefined && recorded ? null : { key, type, version, payload };
}

const bookingsSignal = z.object({ sentBy: z.object({ type: z.literal('booking'), id: z.string() }) });

/** The booking that began the leg, by the signal that it began it with. */
function senderOf(signal: LegOccasion['signal']): string {
  const parsed = bookingsSignal.safeParse(signal?.payload);
  if (!parsed.success) throw new InvalidInput('signal', 'a leg begins with a signal of its booking');
  return parsed.data.sentBy.id;
}

/** Not read for an event of the leg itself, which it does not concern. */
async function readBooking(
  signal: LegOccasion['signal'],
  bookingId: string,
  bookings: Dependencies['bookings'],
): Promise<BookingState | null> {
  if (signal && (tripLegDetailTypes as readonly string[]).includes(signal.type)) return null;
  return requireRecord(await bookings.read(bookingId), 'booking', bookingId);
}

function describe(leg: LegState, policy: Policy): Result {
  const { bookingId, outcome, window, schedules } = leg;
  return {
    bookingId,
    phase: outcome === null ? 'open' : 'ended',
    schedulesOutOfSync: !schedules.isSynced,
    assessAt: assessmentDue(leg),
    waitUntil: outcome === null && window ? formatInstant(abandonedAtMs(window, policy)) : null,
    finished: outcome !== null,
  };
}

export const handler = createApplyLegSignal(() => ({
  ...connectRecords(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
