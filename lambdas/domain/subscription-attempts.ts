/** What the answer to an attempt to charge a cycle does to the subscription's record. */
import { callInstantMs, formatInstant, parseInstant, secondMs } from './instants.ts';
import type { Policy } from './policy.ts';
import {
  type CycleState,
  type Failure,
  nameOf,
  type PaymentCall,
  type PaymentOutcome,
  type SubscriptionState,
} from './subscription.ts';

/** Which call of a subscription. */
export interface CallName {
  readonly cycle: number;
  readonly series: number;
  readonly attempt: number;
}

/** The cycle with this call, if it is the one that was decided last and is not done with. */
export function findCall(
  { cycle }: Pick<SubscriptionState, 'cycle'>,
  name: CallName,
): { readonly cycle: CycleState; readonly call: PaymentCall } | undefined {
  const call = cycle?.call;
  if (!cycle || !call || cycle.number !== name.cycle) return undefined;
  return call.series === name.series && call.attempt === name.attempt ? { cycle, call } : undefined;
}

/** The cycle is paid. */
export function recordRenewal(state: SubscriptionState, name: CallName, policy: Policy): SubscriptionState {
  return settle(state, name, policy, ({ cycle, call }, at) => ({
    ...cycle,
    renewed: true,
    series: null,
    call: answered(call, { outcome: 'renewed', at }),
  }));
}

/** Earlier calls without an answer were looked for before this one: they came to nothing. */
export function recordDecline(state: SubscriptionState, name: CallName, policy: Policy): SubscriptionState {
  return settle(state, name, policy, (found, at) => ({
    ...fail(found, { reason: 'declined', failedAt: at }),
    unanswered: [],
  }));
}

/**
 * The provider did not answer. The call is made again by the backoff; where that would be too late, the attempt has failed
 * with this call.
 */
export function recordNoAnswer(state: SubscriptionState, name: CallName, policy: Policy): SubscriptionState {
  return settle(state, name, policy, (found, at) => {
    const { cycle, call } = found;
    if (cycle.series === null) return { ...cycle, call: null, unanswered: [...cycle.unanswered, nameOf(call)] };
    const firstMs = parseInstant(call.dueAt);
    const nextMs = callInstantMs(firstMs, call.retries + 1, policy);
    if (nextMs - firstMs <= policy.outage.givenUpAfterSeconds * secondMs) {
      return { ...cycle, call: { ...call, retries: call.retries + 1, status: 'unanswered' } };
    }
    const unanswered = [...cycle.unanswered, nameOf(call)];
    return { ...fail(found, { reason: 'outage', failedAt: at }), unanswered };
  });
}

/** Nobody wants the call any more, and nothing came of it. */
export function dropCall(state: SubscriptionState, name: CallName): SubscriptionState {
  const found = findCall(state, name);
  return found ? { ...state, cycle: { ...found.cycle, call: null } } : state;
}

/** The world knows of the call's answer; the same record where it does already. */
export function forgetTold(state: SubscriptionState, name: CallName): SubscriptionState {
  return findCall(state, name)?.call.status === 'answered' ? dropCall(state, name) : state;
}

/** @param change is told the instant of the call by the backoff: it does not depend on when the code ran */
function settle(
  state: SubscriptionState,
  name: CallName,
  policy: Policy,
  change: (found: { readonly cycle: CycleState; readonly call: PaymentCall }, at: string) => CycleState,
): SubscriptionState {
  const found = findCall(state, name);
  if (!found) return state;
  const { dueAt, retries } = found.call;
  return { ...state, cycle: change(found, formatInstant(callInstantMs(parseInstant(dueAt), retries, policy))) };
}

/** A failure of a series that has ended meanwhile is none. */
function fail(
  { cycle, call }: { readonly cycle: CycleState; readonly call: PaymentCall },
  failure: Failure,
): CycleState {
  const { series } = cycle;
  if (series === null) return { ...cycle, call: null };
  return {
    ...cycle,
    series: { ...series, failures: [...series.failures, failure] },
    call: answered(call, { outcome: 'failed', at: failure.failedAt }),
  };
}

function answered(call: PaymentCall, answer: PaymentOutcome): PaymentCall {
  return { ...call, status: 'answered', answer };
}
