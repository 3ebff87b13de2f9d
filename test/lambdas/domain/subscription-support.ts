import { applySubscriptionSignal } from '../../../lambdas/domain/apply-subscription-signal.ts';
import type { SubscriptionContent } from '../../../lambdas/domain/event-schemas.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import type { SubscriptionState } from '../../../lambdas/domain/subscription.ts';
import { type CallName, forgetTold } from '../../../lambdas/domain/subscription-attempts.ts';
import { type Decided, decideSubscription } from '../../../lambdas/domain/subscription-plan.ts';
import { ms } from './support.ts';

/** Cycles begin at 10:00 in Berlin: on 31 January, 28 February, 31 March (summer time from the 29th), 30 April, … */
export const plan: SubscriptionContent = {
  id: 'S-1',
  customerId: 'C-8',
  zone: 'Europe/Berlin',
  startsAt: '2026-01-31T09:00:00Z',
  plan: { id: 'compact', priceCents: 60_000, currency: 'EUR' },
  paymentMethodId: 'pm_1',
};
export const begins = [
  '2026-01-31T09:00:00Z',
  '2026-02-28T09:00:00Z',
  '2026-03-31T08:00:00Z',
  '2026-04-30T08:00:00Z',
] as const;

/** A step of a subscription's life: type, payload, when it was handled; versions count up by themselves. */
export type SubscriptionStep = readonly [type: string, payload: unknown, handledAt: string, version?: number];

const about = { subscriptionId: 'S-1' };
export const activated = (
  changes: Partial<SubscriptionContent> = {},
  handledAt = '2026-01-30T05:00:00Z',
  version?: number,
): SubscriptionStep => ['SubscriptionActivated', { subscription: { ...plan, ...changes } }, handledAt, version];
export const changedTo = (
  changes: Partial<SubscriptionContent>,
  handledAt: string,
  version?: number,
): SubscriptionStep => ['SubscriptionChanged', { subscription: { ...plan, ...changes } }, handledAt, version];
export const paused = (handledAt: string, version?: number): SubscriptionStep => [
  'SubscriptionPaused',
  about,
  handledAt,
  version,
];
export const resumed = (handledAt: string, version?: number): SubscriptionStep => [
  'SubscriptionResumed',
  about,
  handledAt,
  version,
];
export const cancelledAtOnce = (handledAt: string): SubscriptionStep => [
  'SubscriptionCancelled',
  { ...about, atPeriodEnd: false, reason: 'x' },
  handledAt,
];
export const cancelledAtPeriodEnd = (handledAt: string): SubscriptionStep => [
  'SubscriptionCancelled',
  { ...about, atPeriodEnd: true, reason: 'x' },
  handledAt,
];

/** The record after these steps, on top of one that there was. */
export function lived(state: SubscriptionState | undefined, ...steps: readonly SubscriptionStep[]): SubscriptionState {
  let record = state;
  for (const [index, [type, payload, handledAt, version]] of steps.entries()) {
    const known = Math.max(record?.contentVersion ?? 0, record?.pauseVersion ?? 0);
    const signal = { key: `signal#${handledAt}#${index}`, type, version: version ?? known + 1, payload };
    record = applySubscriptionSignal(record, signal, ms(handledAt), defaultPolicy).state;
  }
  if (!record) throw new Error('no step made a subscription');
  return record;
}

export const subscribed = (...steps: readonly SubscriptionStep[]): SubscriptionState => lived(undefined, ...steps);

/** What is due for the subscription at an instant, and the record with it. */
export const decideAt = (state: SubscriptionState, at: string): Decided =>
  decideSubscription(state, ms(at), defaultPolicy);

/** The call that is due at an instant. */
export function callAt(
  state: SubscriptionState,
  at: string,
): { readonly state: SubscriptionState; readonly name: CallName } {
  const { state: decided, decision } = decideAt(state, at);
  if (decision.action !== 'charge') throw new Error(`${decision.action} is due, and no call`);
  const { series, attempt } = decision.call;
  return { state: decided, name: { cycle: decided.cycle?.number ?? -1, series, attempt } };
}

type Answer = (state: SubscriptionState, name: CallName, policy: typeof defaultPolicy) => SubscriptionState;

/** The record after the call that is due at an instant was answered and told of. */
export function answeredAt(state: SubscriptionState, at: string, record: Answer): SubscriptionState {
  const call = callAt(state, at);
  return forgetTold(record(call.state, call.name, defaultPolicy), call.name);
}

export const waitUntil = (until: string) => ({ action: 'wait', untilMs: ms(until) });
