/** Applies a signal to the record of its booking, and answers what is out of step with the record then. */
import * as z from 'zod';
import { type Applied, applyBookingSignal } from '../domain/apply-signal.ts';
import { type BookingState, isOver, outcomeOf } from '../domain/booking.ts';
import { type DepositState, isSettled } from '../domain/deposit.ts';
import { beginFollowers, followersToTell } from '../domain/followers.ts';
import { parseInstant } from '../domain/instants.ts';
import { isOutOfSync } from '../domain/plan-reminders.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { OwnSignalType } from '../domain/signals.ts';
import type { WorkflowKey } from '../domain/workflow-types.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { DepositRecords } from '../gateways/deposit-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { instantSchema, workflowSchema } from './support/input-schemas.ts';

const schema = z.object({
  workflow: workflowSchema,
  /** None: the workflow only asks what is out of step. */
  signal: z.object({ sk: z.string(), type: z.string(), version: z.int().min(0) }).nullable(),
  /** Further signals wait: they are applied before any other work. */
  more: z.boolean(),
  /** Of the followers that were told last, as an earlier answer gave it; 0 before the first. */
  toldRevision: z.int().min(0),
  at: instantSchema,
});
type Input = z.infer<typeof schema>;

interface Dependencies {
  readonly bookings: BookingRecords;
  readonly deposits: Pick<DepositRecords, 'read'>;
  readonly policy: Policy;
}

interface Result {
  /** `new` as long as there is no booking. */
  readonly phase: 'new' | 'confirmed' | 'rented' | 'returned' | 'cancelled';
  readonly remindersOutOfSync: boolean;
  /** What the followers have to be told, for `send-signals`, and the revision under which they are told. */
  readonly followerSignals: readonly {
    readonly to: WorkflowKey;
    readonly signalType: OwnSignalType;
    readonly signalId: string;
    readonly occurredAt: string;
  }[];
  readonly followerRevision: number;
  readonly finished: boolean;
  readonly outcome: 'completed' | 'cancelled' | null;
}

export const createApplyBookingSignal = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'apply-booking-signal', schema, connect, platform, run });

async function run(
  { workflow, signal, more, toldRevision, at }: Input,
  context: HandlerContext,
  dependencies: Dependencies,
) {
  const { bookings, deposits, policy } = dependencies;
  const recorded = await bookings.read(workflow.id);
  const { state, effect } = signal
    ? await apply(bookings, recorded, workflow.id, signal, parseInstant(at), policy)
    : { state: recorded, effect: 'unchanged' as const };
  if (effect === 'stale') context.metrics.count('SignalStale');
  const followed = state && !more ? beginFollowers(state, at) : state;
  const booking = followed && followed !== recorded ? await bookings.write(followed) : followed;
  // Read after the write: either this sees the deposit's record, or the deposit's first decision sees this write.
  const deposit = booking && (await deposits.read(workflow.id));
  return booking ? describe(booking, deposit, toldRevision) : nothingYet;
}

async function apply(
  bookings: BookingRecords,
  state: BookingState | undefined,
  bookingId: string,
  { sk, type, version }: NonNullable<Input['signal']>,
  handledAtMs: number,
  policy: Policy,
): Promise<Applied> {
  const payload = await bookings.readSignalPayload(bookingId, sk);
  // Acknowledged and cleaned: an earlier call of this signal has applied it.
  if (payload === undefined) return { state, effect: 'unchanged' };
  return applyBookingSignal(state, { key: sk, type, version, payload }, handledAtMs, policy);
}

const nothingYet: Result = {
  phase: 'new',
  remindersOutOfSync: false,
  followerSignals: [],
  followerRevision: 0,
  finished: false,
  outcome: null,
};

function describe(booking: BookingState, deposit: DepositState | undefined, toldRevision: number): Result {
  return {
    phase: phaseOf(booking),
    remindersOutOfSync: isOutOfSync(booking),
    followerSignals: followersToTell(booking, toldRevision).map(({ type, id, revision, changedAt }) => ({
      to: { type, id },
      signalType: 'legwork.booking-updated',
      signalId: `booking-updated-${revision}`,
      occurredAt: changedAt,
    })),
    followerRevision: booking.followerRevision,
    finished: isOver(booking) && isSettled(deposit),
    outcome: outcomeOf(booking),
  };
}

function phaseOf({ cancelled, returned, rentalStarted }: BookingState): Result['phase'] {
  if (cancelled) return 'cancelled';
  if (returned) return 'returned';
  return rentalStarted ? 'rented' : 'confirmed';
}

export const handler = createApplyBookingSignal(() => ({
  ...connectRecords(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
