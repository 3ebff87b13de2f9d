/** What the answer to an attempt does to the deposit's record. */
import type { DepositState, EndedAttempt } from './deposit.ts';
import { callInstantMs, formatInstant, parseInstant } from './instants.ts';
import type { Policy } from './policy.ts';

interface Call {
  /** When the attempt's first call was due. */
  readonly dueMs: number;
  readonly retryCount: number;
  readonly nowMs: number;
}

/**
 * The instant that an answer counts from: that of its call by the backoff, not the one at which the code ran; but never
 * ahead of the clock, since other failures than an outage are retried sooner. Each attempt has an instant of its own.
 */
export function answerInstantMs(
  { attempts }: DepositState,
  { dueMs, retryCount, nowMs }: Call,
  policy: Policy,
): number {
  const callMs = Math.max(dueMs, Math.min(callInstantMs(dueMs, retryCount, policy), nowMs));
  const last = attempts.at(-1);
  return last ? Math.max(callMs, parseInstant(last.answeredAt) + 1) : callMs;
}

interface Answer {
  readonly attempt: number;
  readonly amountCents: number;
  readonly answeredMs: number;
}

export function recordCharge(deposit: DepositState, answer: Answer & { readonly paymentId: string }): DepositState {
  const { attempt, amountCents, paymentId, answeredMs } = answer;
  const charge = { attempt, amountCents, paymentId, chargedAt: formatInstant(answeredMs), isUnwanted: false };
  return { ...deposit, pending: null, charge };
}

export function recordDecline(
  deposit: DepositState,
  answer: Answer & { readonly paymentMethodId: string },
): DepositState {
  return end(deposit, 'declined', answer);
}

/** The provider did not answer for so long that nobody asks any more: the cadence ends with it. */
export function recordOutage(
  deposit: DepositState,
  answer: Answer & { readonly paymentMethodId: string },
): DepositState {
  return { ...end(deposit, 'outage', answer), escalated: deposit.escalated ?? { reason: 'outage' } };
}

function end(
  deposit: DepositState,
  outcome: EndedAttempt['outcome'],
  { attempt, amountCents, paymentMethodId, answeredMs }: Answer & { readonly paymentMethodId: string },
): DepositState {
  const ended = { number: attempt, outcome, amountCents, paymentMethodId, answeredAt: formatInstant(answeredMs) };
  return { ...deposit, pending: null, attempts: [...deposit.attempts, ended] };
}
