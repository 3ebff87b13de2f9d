/**
 * One attempt to charge a deposit. It reads the booking anew at every call: a changed amount or payment method counts, and
 * a booking that is over, or has no deposit any more, is not charged.
 *
 * C1  The provider is called only after the attempt was recorded, and asked first whether it has the payment already when
 *     an earlier call may have made it.
 * C2  The answer is in the deposit's record before anybody is told of it.
 */
import * as z from 'zod';
import { type BookingState, isOver } from '../domain/booking.ts';
import type { DepositState } from '../domain/deposit.ts';
import { answerInstantMs, recordCharge, recordDecline } from '../domain/deposit-attempts.ts';
import { bookingEvent } from '../domain/emitted-events.ts';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { DepositRecords } from '../gateways/deposit-records.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import type { ChargeAnswer, Payments } from '../gateways/payments.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { type Attempt, once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectOnceStore } from './connections/connect-once-store.ts';
import { connectPayments } from './connections/connect-payments.ts';
import { connectRecords } from './connections/connect-records.ts';
import { emit } from './support/emit.ts';
import { instantSchema, workflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({
  workflow: workflowSchema,
  /** From 1. */
  attempt: z.int().min(1),
  /** When the first call of this attempt was due. */
  dueAt: instantSchema,
  /** How many calls of this attempt came before. */
  retryCount: z.int().min(0),
});
type Input = z.infer<typeof schema>;

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly deposits: DepositRecords;
  readonly payments: Pick<Payments, 'charge' | 'findCharge'>;
  readonly eventBus: EventBus;
  readonly policy: Policy;
}

interface Result {
  readonly outcome: 'charged' | 'declined' | 'obsolete';
  readonly attempt: number;
  /** The instant of the answer; null without one. */
  readonly answeredAt: string | null;
}

export const createChargeDeposit = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'charge-deposit', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, dependencies: Dependencies): Promise<Result> {
  const { workflow, attempt } = input;
  const key = `booking#${workflow.id}#deposit-charge#${attempt}`;
  try {
    return await once(dependencies.onceStore, { key, workflow }, context, (claim) =>
      attemptCharge(input, claim, context, dependencies),
    );
  } catch (error) {
    // Nothing took effect, so that the attempt's number may be used again: `once` must not remember an answer.
    if (error instanceof Obsolete) return { outcome: 'obsolete', attempt, answeredAt: null };
    throw error;
  }
}

/** Leaves `once` without a result. */
class Obsolete extends Error {}

async function attemptCharge(
  input: Input,
  { key, mayHaveHappened }: Attempt,
  context: HandlerContext,
  { bookings, deposits, payments, eventBus, policy }: Dependencies,
): Promise<Result> {
  const { workflow, attempt, dueAt, retryCount } = input;
  const { id } = workflow;
  let deposit = requireRecord(await deposits.read(id), 'deposit', id);
  if (!hasAnswer(deposit, attempt)) {
    const booking = requireRecord(await bookings.read(id), 'booking', id);
    const found = mayHaveHappened ? await payments.findCharge(key, parseInstant(dueAt)) : undefined;
    const answer = await takeAnswer(booking, found, () => payments.charge({ key, ...chargeOf(booking) }));
    if (!answer) {
      await deposits.write({ ...deposit, pending: null });
      throw new Obsolete(`attempt ${attempt} is not wanted any more`);
    }
    const answeredMs = answerInstantMs(
      deposit,
      { dueMs: parseInstant(dueAt), retryCount, nowMs: context.nowMs() },
      policy,
    );
    deposit = await deposits.write(
      answer.status === 'succeeded'
        ? recordCharge(deposit, { ...answer, attempt, answeredMs })
        : recordDecline(deposit, { ...answer, attempt, answeredMs }),
    );
  }
  if (deposit.charge?.attempt === attempt) {
    const { amountCents, chargedAt } = deposit.charge;
    await flagIfUnwanted(deposit, bookings, deposits);
    await emit(eventBus, bookingEvent('DepositCharged', key, id, context.nowMs(), { amountCents }));
    return { outcome: 'charged', attempt, answeredAt: chargedAt };
  }
  const { amountCents, answeredAt } = requireRecord(
    deposit.attempts.find(({ number }) => number === attempt),
    'attempt',
    `${attempt} of ${id}`,
  );
  await emit(eventBus, bookingEvent('DepositDeclined', key, id, context.nowMs(), { amountCents, attempt }));
  return { outcome: 'declined', attempt, answeredAt };
}

function hasAnswer({ charge, attempts }: DepositState, attempt: number): boolean {
  return charge?.attempt === attempt || attempts.some(({ number }) => number === attempt);
}

/** What an earlier call came to, or else this one; undefined if there is nothing to charge and nothing went through. */
async function takeAnswer(
  booking: BookingState,
  found: ChargeAnswer | undefined,
  charge: () => Promise<ChargeAnswer>,
): Promise<ChargeAnswer | undefined> {
  const isWanted = !isOver(booking) && booking.content.deposit.amountCents > 0;
  if (isWanted) return found ?? (await charge());
  return found?.status === 'succeeded' ? found : undefined;
}

function chargeOf({ bookingId, content }: BookingState) {
  const { deposit, paymentMethodId } = content;
  return { subject: { bookingId }, purpose: 'deposit' as const, ...deposit, paymentMethodId };
}

/** The booking may have ended during the call. It closes without waiting for a deposit that it sees uncharged. */
async function flagIfUnwanted(
  deposit: DepositState,
  bookings: Dependencies['bookings'],
  deposits: DepositRecords,
): Promise<void> {
  const booking = await bookings.read(deposit.bookingId);
  if (!deposit.charge || deposit.charge.isUnwanted || !booking || !isOver(booking)) return;
  await deposits.write({ ...deposit, charge: { ...deposit.charge, isUnwanted: true } });
}

export const handler = createChargeDeposit(() => ({
  ...connectRecords(process.env),
  onceStore: connectOnceStore(process.env),
  payments: connectPayments(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
