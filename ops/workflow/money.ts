/** What was, is and will be done with money for a workflow, in lines. No payment method, no customer. */
import type { BookingState } from '../../lambdas/domain/booking.ts';
import type { DepositState } from '../../lambdas/domain/deposit.ts';
import type { SubscriptionState } from '../../lambdas/domain/subscription.ts';

export interface MoneyLine {
  readonly what: string;
  readonly amountCents: number | null;
  readonly at: string | null;
  readonly status: string;
}

/** @param deposit undefined where none has begun */
export function depositMoney(
  booking: BookingState | undefined,
  deposit: DepositState | undefined,
): readonly MoneyLine[] {
  const wanted = booking?.content.deposit;
  const lines: MoneyLine[] = [];
  if (wanted !== undefined && wanted.amountCents > 0)
    lines.push({
      what: `deposit asked for (${wanted.currency})`,
      amountCents: wanted.amountCents,
      at: null,
      status: 'agreed',
    });
  for (const { number, outcome, amountCents, answeredAt } of deposit?.attempts ?? [])
    lines.push({ what: `charge, attempt ${number}`, amountCents, at: answeredAt, status: outcome });
  if (deposit?.pending)
    lines.push({
      what: `charge, attempt ${deposit.pending.number}`,
      amountCents: null,
      at: deposit.pending.dueAt,
      status: 'no answer yet',
    });
  if (deposit?.charge) {
    const { attempt, amountCents, chargedAt, isUnwanted } = deposit.charge;
    const status = isUnwanted ? 'charged, goes back' : 'charged';
    lines.push({ what: `charge, attempt ${attempt}`, amountCents, at: chargedAt, status });
  }
  if (deposit?.settlement) {
    const { kind, amountCents, keptCents, status } = deposit.settlement;
    lines.push({ what: kind === 'refund' ? 'refund' : 'kept, nothing goes back', amountCents, at: null, status });
    if (kind === 'refund' && keptCents > 0) lines.push({ what: 'kept', amountCents: keptCents, at: null, status });
  }
  if (deposit?.escalated)
    lines.push({ what: 'handed over to people', amountCents: null, at: null, status: deposit.escalated.reason });
  return lines;
}

export function subscriptionMoney({ content, cycle }: SubscriptionState): readonly MoneyLine[] {
  const { priceCents, currency } = content.plan;
  const lines: MoneyLine[] = [
    { what: `price of a cycle (${currency})`, amountCents: priceCents, at: null, status: 'agreed' },
  ];
  if (cycle === null) return lines;
  for (const { reason, failedAt } of cycle.series?.failures ?? [])
    lines.push({ what: `cycle ${cycle.number}, charge`, amountCents: priceCents, at: failedAt, status: reason });
  if (cycle.call !== null) {
    const { attempt, dueAt, status } = cycle.call;
    lines.push({ what: `cycle ${cycle.number}, attempt ${attempt}`, amountCents: priceCents, at: dueAt, status });
  }
  if (cycle.renewed)
    lines.push({ what: `cycle ${cycle.number}`, amountCents: priceCents, at: null, status: 'paid, or nothing to pay' });
  return lines;
}

/** `200.00`. */
export function centsText(amountCents: number | null): string | null {
  return amountCents === null ? null : (amountCents / 100).toFixed(2);
}
