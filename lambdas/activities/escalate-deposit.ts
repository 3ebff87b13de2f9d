/** Hands a deposit over to people: its cadence has come to an end, or the provider has been out for too long. */
import * as z from 'zod';
import { type BookingState, isOver } from '../domain/booking.ts';
import type { DepositState, EscalationReason } from '../domain/deposit.ts';
import { recordOutage } from '../domain/deposit-attempts.ts';
import { bookingEvent } from '../domain/emitted-events.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { DepositRecords } from '../gateways/deposit-records.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { emit } from './support/emit.ts';
import { workflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({ workflow: workflowSchema, reason: z.enum(['declined', 'outage']) });

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly deposits: DepositRecords;
  readonly eventBus: EventBus;
}

/** `about`: told once for each, however often it comes to it. */
interface Escalation {
  readonly recorded: DepositState;
  readonly about: 'charge' | 'refund' | null;
  readonly amountCents: number;
}

export const createEscalateDeposit = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'escalate-deposit', schema, connect, platform, run });

async function run(
  { workflow, reason }: z.infer<typeof schema>,
  context: HandlerContext,
  { onceStore, bookings, deposits, eventBus }: Dependencies,
) {
  const { id } = workflow;
  const deposit = requireRecord(await deposits.read(id), 'deposit', id);
  const booking = requireRecord(await bookings.read(id), 'booking', id);
  const { recorded, about, amountCents } = escalate(booking, deposit, reason, context.nowMs());
  if (recorded !== deposit) await deposits.write(recorded);
  if (about === null) return {};

  return once(onceStore, { key: `booking#${id}#deposit-escalated#${about}`, workflow }, context, async ({ key }) => {
    await emit(eventBus, bookingEvent('DepositEscalated', key, id, context.nowMs(), { amountCents }));
    return {};
  });
}

function escalate(booking: BookingState, deposit: DepositState, reason: EscalationReason, nowMs: number): Escalation {
  const { settlement, pending, escalated } = deposit;
  if (settlement) {
    const recorded: DepositState =
      settlement.status === 'decided' ? { ...deposit, settlement: { ...settlement, status: 'given-up' } } : deposit;
    return { recorded, about: 'refund', amountCents: settlement.amountCents };
  }

  const { deposit: due, paymentMethodId } = booking.content;
  const { amountCents } = due;
  if (isOver(booking) || amountCents === 0) {
    // Nothing is to be charged any more: nobody has to do anything about it.
    return { recorded: pending ? { ...deposit, pending: null } : deposit, about: null, amountCents };
  }
  if (reason === 'outage' && pending) {
    const answer = { attempt: pending.number, amountCents, paymentMethodId, answeredMs: nowMs };
    return { recorded: recordOutage(deposit, answer), about: 'charge', amountCents };
  }
  return { recorded: escalated ? deposit : { ...deposit, escalated: { reason } }, about: 'charge', amountCents };
}

export const handler = createEscalateDeposit(() => ({
  ...connectRecords(process.env),
  onceStore: connectOnceStore(process.env),
  eventBus: connectEventBus(process.env),
}));
