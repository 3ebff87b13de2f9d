/** Suspends a subscription whose payments have failed too often: tells of it, and records that nothing is charged until it is resumed. */
import * as z from 'zod';
import { emittedEvent } from '../domain/emitted-events.ts';
import { formatInstant } from '../domain/instants.ts';
import { withRenewalReminder } from '../domain/plan-renewal-reminder.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { withoutSeries } from '../domain/subscription.ts';
import type { EventBus } from '../gateways/event-bus.ts';
import type { SubscriptionRecords } from '../gateways/subscription-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { OnceStore } from '../middleware/once-store.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { emit } from './support/emit.ts';
import { subscriptionWorkflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({ workflow: subscriptionWorkflowSchema });

interface Dependencies {
  readonly onceStore: OnceStore;
  readonly subscriptions: Pick<SubscriptionRecords, 'read' | 'write'>;
  readonly eventBus: EventBus;
  readonly policy: Policy;
}

export const createSuspendSubscription = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'suspend-subscription', schema, connect, platform, run });

async function run(
  { workflow }: z.infer<typeof schema>,
  context: HandlerContext,
  { onceStore, subscriptions, eventBus, policy }: Dependencies,
) {
  const { id: subscriptionId } = workflow;
  const state = requireRecord(await subscriptions.read(subscriptionId), 'subscription', subscriptionId);
  const { cycle } = state;
  // An earlier call has got to the end, and its answer was lost.
  if (cycle === null || cycle.series === null) return {};

  const key = `subscription#${subscriptionId}#cycle#${cycle.number}#suspended#${cycle.lastSeries}`;
  await once(onceStore, { key, workflow }, context, async () => {
    const detail = { subscriptionId, cycle: cycle.number };
    await emit(eventBus, emittedEvent('SubscriptionSuspended', key, context.nowMs(), detail));
    return {};
  });
  // Told first: a workflow that is started anew in between comes here again.
  const nowMs = context.nowMs();
  const suspended = { cycle: cycle.number, suspendedAt: formatInstant(nowMs) };
  await subscriptions.write(withRenewalReminder({ ...state, suspended, cycle: withoutSeries(cycle) }, nowMs, policy));
  return {};
}

export const handler = createSuspendSubscription(() => ({
  subscriptions: connectRecords(process.env).subscriptions,
  onceStore: connectOnceStore(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
