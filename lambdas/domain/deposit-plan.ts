/**
 * What is due for a deposit: a pure function of the two records and of the instant that is judged.
 *
 * D1  A deposit is charged at most once, and never for a booking that is over.
 * D2  The cadence: the first attempt at start − 72 h; after a decline 24 h later, as long as that is not after start − 4 h;
 *     else a last one at start − 4 h, if that is later than the last attempt; else people are told, once.
 * D3  A payment method that the last attempt did not use is tried at once, whatever else has ended.
 * D4  A settlement is decided once.
 */
import { type BookingState, isOver } from './booking.ts';
import type { Charge, DepositState, EndedAttempt, Settlement } from './deposit.ts';
import { hourMs, parseInstant } from './instants.ts';
import type { Policy } from './policy.ts';

export type DepositDecision =
  /** Nothing is due before `untilMs`, or before something happens. */
  | { readonly action: 'wait'; readonly untilMs: number | null }
  | { readonly action: 'charge'; readonly attempt: number; readonly dueMs: number }
  | { readonly action: 'settle'; readonly settlement: Settlement }
  | { readonly action: 'escalate' }
  | { readonly action: 'close' };

/** @param nowMs the instant that was due, or of the event that asks */
export function decideDeposit(
  booking: BookingState,
  deposit: DepositState,
  nowMs: number,
  policy: Policy,
): DepositDecision {
  if (deposit.pending) {
    // Its call may have gone through: the attempt itself finds out, even if the booking is over by now.
    return { action: 'charge', attempt: deposit.pending.number, dueMs: parseInstant(deposit.pending.dueAt) };
  }
  if (deposit.charge) return decideSettlement(booking, deposit, deposit.charge, nowMs, policy);
  if (isOver(booking)) return { action: 'close' };
  if (booking.content.deposit.amountCents === 0) return { action: 'wait', untilMs: null };
  return decideAttempt(booking, deposit, nowMs, policy);
}

function decideAttempt(booking: BookingState, deposit: DepositState, nowMs: number, policy: Policy): DepositDecision {
  const attempt = (deposit.attempts.at(-1)?.number ?? 0) + 1;
  const last = deposit.attempts.at(-1);
  const isNewPaymentMethod = last !== undefined && last.paymentMethodId !== booking.content.paymentMethodId;
  if (isNewPaymentMethod) return { action: 'charge', attempt, dueMs: nowMs };
  if (deposit.escalated) return { action: 'wait', untilMs: null };

  const dueMs = nextAttemptMs(parseInstant(booking.content.start), last, policy);
  if (dueMs === null) return { action: 'escalate' };
  if (dueMs > nowMs) return { action: 'wait', untilMs: dueMs };
  return { action: 'charge', attempt, dueMs: nowMs };
}

/** When the next attempt of the cadence is due, in the past perhaps; null if none is left. */
function nextAttemptMs(startMs: number, last: EndedAttempt | undefined, { deposit }: Policy): number | null {
  const firstMs = startMs - deposit.chargeBeforeStartHours * hourMs;
  if (!last) return firstMs;
  const lastMs = parseInstant(last.answeredAt);
  const candidateMs = Math.max(firstMs, lastMs + deposit.retryAfterHours * hourMs);
  const boundMs = startMs - deposit.lastAttemptBeforeStartHours * hourMs;
  if (candidateMs <= boundMs) return candidateMs;
  return boundMs > lastMs ? boundMs : null;
}

function decideSettlement(
  booking: BookingState,
  deposit: DepositState,
  charge: Charge,
  nowMs: number,
  policy: Policy,
): DepositDecision {
  if (deposit.settlement) {
    return deposit.settlement.status === 'decided'
      ? { action: 'settle', settlement: deposit.settlement }
      : { action: 'close' };
  }
  if (charge.isUnwanted || booking.cancelled) return { action: 'settle', settlement: settle(charge, 0) };
  if (!booking.returned) return { action: 'wait', untilMs: null };

  const waitsUntilMs = parseInstant(booking.returned.returnedAt) + policy.deposit.awaitAssessmentHours * hourMs;
  const assessedCents = assessedBy(booking, waitsUntilMs, nowMs);
  if (assessedCents === null && waitsUntilMs > nowMs) return { action: 'wait', untilMs: waitsUntilMs };
  return { action: 'settle', settlement: settle(charge, assessedCents ?? 0) };
}

/**
 * What has been assessed: everything that came before the return, or else the first assessment after it, unless that came
 * after the wait for it had ended. Null: nothing.
 */
function assessedBy(booking: BookingState, waitsUntilMs: number, nowMs: number): number | null {
  const before = booking.assessments.filter(({ afterReturn }) => !afterReturn);
  if (before.length > 0) return before.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const first = booking.assessments.find(({ afterReturn }) => afterReturn);
  if (!first) return null;
  const wasWaitedFor = booking.returned !== null && parseInstant(booking.returned.handledAt) < waitsUntilMs;
  const inTimeMs = wasWaitedFor ? waitsUntilMs : nowMs;
  return parseInstant(first.handledAt) <= inTimeMs ? first.amountCents : null;
}

function settle(charge: Charge, assessedCents: number): Settlement {
  const refundCents = charge.amountCents - assessedCents;
  return refundCents > 0
    ? { kind: 'refund', amountCents: refundCents, keptCents: assessedCents, status: 'decided' }
    : { kind: 'keep', amountCents: charge.amountCents, keptCents: charge.amountCents, status: 'decided' };
}

/** What the workflow is at, for people who look at it. */
export function depositPhase(deposit: DepositState, decision: DepositDecision): string {
  switch (decision.action) {
    case 'charge':
      return 'charging';
    case 'settle':
      return 'settling';
    case 'escalate':
      return 'escalating';
    case 'close':
      return 'closing';
    case 'wait':
      if (deposit.charge) return 'charged';
      if (deposit.escalated) return 'escalated';
      return deposit.attempts.length > 0 ? 'declined' : 'scheduled';
  }
}
