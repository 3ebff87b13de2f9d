import type { Facts } from './facts.ts';
import { atOnceUsefulForMs, type Surroundings } from './surroundings.ts';
import { hour, retryMs } from './timeline.ts';

/** A call that is due, or that failed and is retried. A charge takes amount and method as they are at each call. */
interface Call {
  readonly refund: { readonly amountCents: number; readonly keptCents: number } | null;
  readonly firstMs: number;
  readonly nextMs: number;
  readonly failures: number;
}

/** The deposit of one booking. */
export function createDeposit(subject: { readonly booking: string }, surroundings: Surroundings) {
  const bookingId = subject.booking;
  let facts: Facts;
  let lastCallFailed = false;
  let attempts = 0;
  let last: { readonly answeredMs: number; readonly method: string; readonly amountCents: number } | null = null;
  let hasEnded = false;
  let isEscalated = false;
  let chargedCents: number | null = null;
  let isSettled = false;
  let call: Call | null = null;

  const hasDeposit = (): boolean => facts.content.deposit.amountCents > 0;
  const callAt = (nowMs: number, refund: Call['refund'] = null): Call => ({
    refund,
    firstMs: nowMs,
    nextMs: nowMs,
    failures: 0,
  });

  /** The policy does not say what these do. */
  function findOpen({ content: before }: Facts, { content: after, outcome }: Facts): void {
    if (outcome !== null || chargedCents !== null) return;
    const { open } = surroundings;
    const isNewMethod = before.paymentMethodId !== after.paymentMethodId;
    if (isNewMethod && call !== null && last !== null)
      open.push({ of: bookingId, question: 'a new method while an attempt is retried' });
    if (isNewMethod && hasEnded && lastCallFailed)
      open.push({ of: bookingId, question: 'a new method after a day of outage' });
    const wasZero = before.deposit.amountCents === 0;
    const isZero = after.deposit.amountCents === 0;
    const hasCalled = last !== null || call !== null || hasEnded;
    if (wasZero !== isZero && hasCalled)
      open.push({ of: bookingId, question: 'a deposit that ends or begins after its first call' });
  }

  /** When the cadence calls next; null: no attempt is left. */
  function nextAttemptMs(): number | null {
    const start = Date.parse(facts.content.start);
    if (last === null) return start - 72 * hour;
    const nextMs = Math.max(start - 72 * hour, last.answeredMs + 24 * hour);
    const boundMs = start - 4 * hour;
    if (nextMs <= boundMs) return nextMs;
    return boundMs > last.answeredMs ? boundMs : null;
  }

  function escalate(nowMs: number): void {
    hasEnded = true;
    if (isEscalated) return;
    isEscalated = true;
    // The amount that was tried, or the one that would be tried next: said only where they are the same.
    const { amountCents } = facts.content.deposit;
    const isSame = last === null || last.amountCents === amountCents;
    surroundings.emit(nowMs, 'DepositEscalated', isSame ? { bookingId, amountCents } : { bookingId });
  }

  function escalateWithoutAttempt(nowMs: number): void {
    if (facts.outcome !== null || chargedCents !== null || call !== null || hasEnded || !hasDeposit()) return;
    if (nextAttemptMs() === null) escalate(nowMs);
  }

  function charge(nowMs: number): void {
    const { deposit, paymentMethodId: method } = facts.content;
    const { amountCents } = deposit;
    const status = surroundings.pay(nowMs, subject, { kind: 'charge', amountCents, method });
    if (status === null) {
      retry(nowMs);
      return;
    }
    call = null;
    lastCallFailed = false;
    attempts += 1;
    last = { answeredMs: nowMs, method, amountCents };
    if (status === 'succeeded') {
      chargedCents = amountCents;
      surroundings.emit(nowMs, 'DepositCharged', { bookingId, amountCents });
      return;
    }
    surroundings.emit(nowMs, 'DepositDeclined', { bookingId, amountCents, attempt: attempts });
    surroundings.send({
      subject,
      kind: 'deposit-declined',
      channel: 'email',
      dueMs: nowMs,
      usefulForMs: atOnceUsefulForMs,
    });
    escalateWithoutAttempt(nowMs);
  }

  function refund(nowMs: number, { amountCents, keptCents }: { amountCents: number; keptCents: number }): void {
    if (surroundings.pay(nowMs, subject, { kind: 'refund', amountCents, method: '' }) === null) {
      retry(nowMs);
      return;
    }
    call = null;
    isSettled = true;
    surroundings.emit(nowMs, 'DepositRefunded', { bookingId, amountCents, keptCents });
  }

  /** Again later, or not at all: the day of an outage ends with its last failed call. */
  function retry(nowMs: number): void {
    const { firstMs, failures, refund: wanted } = call!;
    const nextMs = retryMs(firstMs, nowMs, failures + 1);
    if (nextMs !== null) {
      call = { refund: wanted, firstMs, nextMs, failures: failures + 1 };
      return;
    }
    call = null;
    if (wanted === null) {
      lastCallFailed = true;
      escalate(nowMs);
    } else {
      isSettled = true;
      surroundings.emit(nowMs, 'DepositEscalated', { bookingId });
    }
  }

  /** Cancelled: all of it goes back. Returned: what was not assessed. Decided once. */
  function settle(nowMs: number, deposit: number): void {
    const assessed = facts.outcome === 'cancelled' ? 0 : (facts.assessedCents ?? 0);
    if (assessed < deposit) {
      call = callAt(nowMs, { amountCents: deposit - assessed, keptCents: assessed });
      refund(nowMs, call.refund!);
    } else {
      isSettled = true;
      surroundings.emit(nowMs, 'DepositKept', { bookingId, amountCents: deposit, keptCents: deposit });
    }
  }

  return {
    follow(before: Facts | null, after: Facts, nowMs: number): void {
      if (before !== null) findOpen(before, after);
      facts = after;
      if (facts.outcome !== null) {
        if (chargedCents === null) call = null;
        else if (call === null && !isSettled && (facts.outcome === 'cancelled' || facts.assessedCents !== null)) {
          settle(nowMs, chargedCents);
        }
        return;
      }
      if (chargedCents !== null) return;
      if (!hasDeposit()) {
        call = null;
      } else if (last !== null && call === null && facts.content.paymentMethodId !== last.method) {
        call = callAt(nowMs);
      } else {
        escalateWithoutAttempt(nowMs);
      }
    },
    dueMs(): number | null {
      if (call !== null) return call.nextMs;
      if (isSettled) return null;
      if (chargedCents !== null) return facts.returnedAtMs === null ? null : facts.returnedAtMs + 48 * hour;
      return facts.outcome === null && !hasEnded && hasDeposit() ? nextAttemptMs() : null;
    },
    act(nowMs: number): void {
      if (call === null && chargedCents !== null) {
        settle(nowMs, chargedCents);
        return;
      }
      call ??= callAt(nowMs);
      if (call.refund === null) charge(nowMs);
      else refund(nowMs, call.refund);
    },
    /** Whether nothing of it keeps a booking open that is over. */
    isDone: (): boolean => chargedCents === null || isSettled,
  };
}
