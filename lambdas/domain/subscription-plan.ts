/**
 * What is due for a subscription: a pure function of its record and of the instant that is judged.
 *
 * S1  A call that was decided is seen through before anything else: it may have gone through.
 * S2  A cycle is charged from its beginning on, until it is paid or ends; one that began earlier never is.
 * S3  A series: the first attempt at once, the others so many days after the first; none left, and it is suspended.
 * S4  What ends at once closes at once; what ends with its period closes as the next cycle would begin.
 */
import { callInstantMs, dayMs, formatInstant, parseInstant } from './instants.ts';
import { forgetRenewed, withRenewalReminder } from './plan-renewal-reminder.ts';
import type { Policy } from './policy.ts';
import {
  type AttemptName,
  type CycleState,
  isCharged,
  newCycle,
  type PaymentCall,
  type SubscriptionState,
} from './subscription.ts';
import { cycleBeginMs, runningCycle } from './subscription-cycles.ts';

export type SubscriptionDecision =
  /** Nothing is due before `untilMs`, or before something happens. */
  | { readonly action: 'wait'; readonly untilMs: number }
  | { readonly action: 'charge'; readonly call: PaymentCall }
  | { readonly action: 'suspend' }
  | { readonly action: 'close' };

/** The decision, and the record with what was decided. */
export interface Decided {
  readonly state: SubscriptionState;
  readonly decision: SubscriptionDecision;
}

/** @param nowMs the instant that was due, or of the event that asks */
export function decideSubscription(state: SubscriptionState, nowMs: number, policy: Policy): Decided {
  const { content, cycle, cancelled, endedAt } = state;
  const call = cycle?.call;
  if (call && call.status !== 'unanswered') return { state, decision: { action: 'charge', call } };
  if (endedAt !== null) return { state, decision: { action: 'close' } };
  if (cancelled?.atPeriodEnd === false) return end(state, nowMs, policy);

  const nextMs = cycleBeginMs(content, cycle === null ? 0 : cycle.number + 1);
  if (nextMs > nowMs) return decideCharge(state, nextMs, nowMs, policy);
  if (cancelled) return end(state, nextMs, policy);
  return decideSubscription(beginCycle(state, nowMs, policy), nowMs, policy);
}

function end(state: SubscriptionState, endedMs: number, policy: Policy): Decided {
  const ended = withRenewalReminder({ ...state, endedAt: formatInstant(endedMs) }, endedMs, policy);
  return { state: ended, decision: { action: 'close' } };
}

/** The cycle that runs now; those between, if nobody looked for so long, are past. */
function beginCycle(state: SubscriptionState, nowMs: number, policy: Policy): SubscriptionState {
  const number = runningCycle(state.content, nowMs) ?? 0;
  const reminders = forgetRenewed(state.reminders, cycleBeginMs(state.content, number));
  return withRenewalReminder({ ...state, cycle: newCycle(number), reminders }, nowMs, policy);
}

/** @param nextMs when the next cycle begins: a series ends there */
function decideCharge(state: SubscriptionState, nextMs: number, nowMs: number, policy: Policy): Decided {
  const { cycle } = state;
  if (cycle === null || cycle.renewed || !isCharged(state)) return waiting(state, nextMs);
  const { call, series } = cycle;
  if (call) {
    const dueMs = callInstantMs(parseInstant(call.dueAt), call.retries, policy);
    return dueMs > nowMs
      ? waiting(state, Math.min(dueMs, nextMs))
      : calling(state, cycle, { ...call, status: 'decided' });
  }
  const dueAt = formatInstant(nowMs);
  if (series === null) {
    const number = cycle.lastSeries + 1;
    const begun = { ...cycle, lastSeries: number, series: { firstDueAt: dueAt, failures: [] } };
    return calling(state, begun, newCall({ series: number, attempt: 1, dueAt }));
  }
  const retryAfterDays = policy.subscriptions.retryAfterDays[series.failures.length - 1];
  if (retryAfterDays === undefined) return { state, decision: { action: 'suspend' } };
  const dueMs = parseInstant(series.firstDueAt) + retryAfterDays * dayMs;
  if (dueMs > nowMs) return waiting(state, Math.min(dueMs, nextMs));
  return calling(state, cycle, newCall({ series: cycle.lastSeries, attempt: series.failures.length + 1, dueAt }));
}

function newCall(attempt: AttemptName): PaymentCall {
  return { ...attempt, retries: 0, status: 'decided', answer: null };
}

function calling(state: SubscriptionState, cycle: CycleState, call: PaymentCall): Decided {
  return { state: { ...state, cycle: { ...cycle, call } }, decision: { action: 'charge', call } };
}

function waiting(state: SubscriptionState, untilMs: number): Decided {
  return { state, decision: { action: 'wait', untilMs } };
}
