/**
 * One call of an attempt to charge a cycle of a subscription. A provider that is out is an answer here, since the workflow
 * itself waits for the next call: a pause or a cancellation that comes meanwhile ends the attempt.
 *
 * P1  The provider is called only after the attempt was recorded, and asked first whether it has a payment of this cycle
 *     when a call without an answer may have made one: a cycle is never paid twice.
 * P2  The answer is in the subscription's record before anybody is told of it, and stays there until everybody was told.
 */
import * as z from 'zod';
import { emittedEvent } from '../domain/emitted-events.ts';
import { ProviderUnavailable } from '../domain/errors.ts';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { attemptKey, type PaymentOutcome, type SubscriptionState } from '../domain/subscription.ts';
import {
  type CallName,
  dropCall,
  findCall,
  recordDecline,
  recordNoAnswer,
  recordRenewal,
} from '../domain/subscription-attempts.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import type { ChargeAnswer, Payments } from '../gateways/payments.ts';
import type { SubscriptionRecords } from '../gateways/subscription-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectOnceStore } from './connections/connect-once-store.ts';
import { connectPayments } from './connections/connect-payments.ts';
import { connectRecords } from './connections/connect-records.ts';
import { emit } from './support/emit.ts';
import { callNameSchema, subscriptionWorkflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({ workflow: subscriptionWorkflowSchema, call: callNameSchema });
type Input = z.infer<typeof schema>;

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly subscriptions: Pick<SubscriptionRecords, 'read' | 'write'>;
  readonly payments: Pick<Payments, 'charge' | 'findCharge'>;
  readonly eventBus: EventBus;
  readonly policy: Policy;
}

/** `unanswered`: to be called again later. `obsolete`: nobody wants the call any more, and nothing came of it. */
type Result = PaymentOutcome | { readonly outcome: 'unanswered' | 'obsolete'; readonly at: null };

export const createChargeSubscription = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'charge-subscription', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, dependencies: Dependencies): Promise<Result> {
  const { workflow, call } = input;
  const key = keyOf(workflow.id, call);
  try {
    return await once(dependencies.onceStore, { key, workflow }, context, ({ mayHaveHappened }) =>
      attempt(input, mayHaveHappened, context, dependencies),
    );
  } catch (error) {
    // No answer: `once` must not remember one.
    if (error instanceof Unsettled) return { outcome: error.outcome, at: null };
    if (error instanceof ProviderUnavailable) return recordOutage(input, context, dependencies);
    throw error;
  }
}

/** Leaves `once` without a result. */
class Unsettled extends Error {
  readonly outcome: 'unanswered' | 'obsolete';
  constructor(outcome: 'unanswered' | 'obsolete') {
    super(outcome);
    this.outcome = outcome;
  }
}

const keyOf = (id: string, call: CallName): string => `subscription#${id}#cycle#${attemptKey(call.cycle, call)}`;

async function attempt(
  { workflow: { id }, call: name }: Input,
  mayHaveHappened: boolean,
  context: HandlerContext,
  { subscriptions, payments, eventBus, policy }: Dependencies,
): Promise<PaymentOutcome> {
  const state = requireRecord(await subscriptions.read(id), 'subscription', id);
  const call = findCall(state, name)?.call;
  if (!call) throw new Unsettled('obsolete');
  // An earlier try of this call was without an answer and said so: the next call has its own time.
  if (call.status === 'unanswered') throw new Unsettled('unanswered');
  if (call.answer) return tell(id, name, call.answer, context, eventBus);

  const answer = await takeAnswer(state, name, mayHaveHappened, payments);
  if (answer === undefined) {
    await subscriptions.write(dropCall(state, name));
    throw new Unsettled('obsolete');
  }
  const record = answer === 'declined' ? recordDecline : recordRenewal;
  const recorded = await subscriptions.write(record(state, name, policy));
  const outcome = requireRecord(recorded.cycle?.call?.answer ?? undefined, 'answer', keyOf(id, name));
  return tell(id, name, outcome, context, eventBus);
}

/** What an earlier call came to, or else this one; undefined if nobody wants it any more and nothing went through. */
async function takeAnswer(
  state: SubscriptionState,
  name: CallName,
  mayHaveHappened: boolean,
  payments: Dependencies['payments'],
): Promise<'paid' | 'declined' | undefined> {
  const { subscriptionId, content, cycle } = state;
  const isWanted = cycle !== null && cycle.series !== null;
  const { plan, paymentMethodId } = content;
  if (isWanted && plan.priceCents === 0) return 'paid';

  const found = await findPayment(state, name, mayHaveHappened, payments);
  if (found?.status === 'succeeded') return 'paid';
  if (!isWanted) return undefined;
  const { status } =
    found ??
    (await payments.charge({
      key: keyOf(subscriptionId, name),
      subject: { subscriptionId },
      purpose: 'subscription',
      amountCents: plan.priceCents,
      currency: plan.currency,
      paymentMethodId,
    }));
  return status === 'succeeded' ? 'paid' : 'declined';
}

/** A payment of this cycle that went through unheard of, or else what this attempt came to. */
async function findPayment(
  { subscriptionId, cycle }: SubscriptionState,
  name: CallName,
  mayHaveHappened: boolean,
  payments: Dependencies['payments'],
): Promise<ChargeAnswer | undefined> {
  for (const earlier of cycle?.unanswered ?? []) {
    const key = keyOf(subscriptionId, { ...earlier, cycle: name.cycle });
    const found = await payments.findCharge(key, parseInstant(earlier.dueAt));
    if (found?.status === 'succeeded') return found;
  }
  const dueAt = cycle?.call?.dueAt;
  if (!mayHaveHappened || dueAt === undefined) return undefined;
  return payments.findCharge(keyOf(subscriptionId, name), parseInstant(dueAt));
}

/** The provider is out: the call is made again later, or the attempt has failed with it. */
async function recordOutage(
  { workflow: { id }, call: name }: Input,
  context: HandlerContext,
  { subscriptions, eventBus, policy }: Dependencies,
): Promise<Result> {
  const state = requireRecord(await subscriptions.read(id), 'subscription', id);
  const recorded = await subscriptions.write(recordNoAnswer(state, name, policy));
  const call = findCall(recorded, name)?.call;
  if (call?.answer) return tell(id, name, call.answer, context, eventBus);
  return { outcome: call ? 'unanswered' : 'obsolete', at: null };
}

async function tell(
  subscriptionId: string,
  name: CallName,
  answer: PaymentOutcome,
  context: HandlerContext,
  eventBus: EventBus,
): Promise<PaymentOutcome> {
  const { cycle, attempt: number } = name;
  const key = keyOf(subscriptionId, name);
  const nowMs = context.nowMs();
  await emit(
    eventBus,
    answer.outcome === 'renewed'
      ? emittedEvent('SubscriptionRenewed', key, nowMs, { subscriptionId, cycle })
      : emittedEvent('SubscriptionPaymentFailed', key, nowMs, { subscriptionId, cycle, attempt: number }),
  );
  return answer;
}

export const handler = createChargeSubscription(() => ({
  subscriptions: connectRecords(process.env).subscriptions,
  onceStore: connectOnceStore(process.env),
  payments: connectPayments(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
