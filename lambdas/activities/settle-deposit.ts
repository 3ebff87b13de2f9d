/** Carries out the settlement that was decided: gives back what is left of the deposit, or tells that it is kept. */
import * as z from 'zod';
import type { DepositState, Settlement } from '../domain/deposit.ts';
import { bookingEvent } from '../domain/emitted-events.ts';
import type { DepositRecords } from '../gateways/deposit-records.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import type { Payments } from '../gateways/payments.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { type Attempt, once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectOnceStore } from './connections/connect-once-store.ts';
import { connectPayments } from './connections/connect-payments.ts';
import { connectRecords } from './connections/connect-records.ts';
import { emit } from './support/emit.ts';
import { workflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({ workflow: workflowSchema });

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly deposits: DepositRecords;
  readonly payments: Pick<Payments, 'refund'>;
  readonly eventBus: EventBus;
}

interface Result {
  readonly outcome: 'refunded' | 'kept';
}

export const createSettleDeposit = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'settle-deposit', schema, connect, platform, run });

async function run(
  { workflow }: z.infer<typeof schema>,
  context: HandlerContext,
  dependencies: Dependencies,
): Promise<Result> {
  const { id } = workflow;
  const settle = async (attempt: Attempt): Promise<Result> => {
    const { deposits, eventBus } = dependencies;
    const deposit = requireRecord(await deposits.read(id), 'deposit', id);
    const settlement = requireRecord(deposit.settlement ?? undefined, 'settlement', id);
    if (settlement.kind === 'refund') await refund(deposit, settlement, attempt, dependencies);
    if (settlement.status !== 'done')
      await deposits.write({ ...deposit, settlement: { ...settlement, status: 'done' } });
    const { amountCents, keptCents } = settlement;
    const detailType = settlement.kind === 'refund' ? 'DepositRefunded' : 'DepositKept';
    await emit(eventBus, bookingEvent(detailType, attempt.key, id, context.nowMs(), { amountCents, keptCents }));
    return { outcome: settlement.kind === 'refund' ? 'refunded' : 'kept' };
  };
  return once(dependencies.onceStore, { key: `booking#${id}#deposit-settlement`, workflow }, context, settle);
}

async function refund(
  deposit: DepositState,
  { amountCents, status }: Settlement,
  { key, mayHaveHappened }: Attempt,
  { payments }: Dependencies,
): Promise<void> {
  if (status === 'done') return;
  const { bookingId } = deposit;
  const { paymentId } = requireRecord(deposit.charge ?? undefined, 'charge', bookingId);
  const subject = { bookingId };
  await payments.refund({ key, subject, purpose: 'deposit', paymentId, amountCents, lookFirst: mayHaveHappened });
}

export const handler = createSettleDeposit(() => ({
  deposits: connectRecords(process.env).deposits,
  onceStore: connectOnceStore(process.env),
  payments: connectPayments(process.env),
  eventBus: connectEventBus(process.env),
}));
