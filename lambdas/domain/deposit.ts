/** What Legwork knows of a booking's deposit: a record of its own, written by the deposit's workflow alone. */

export interface DepositState {
  readonly bookingId: string;
  /** Counts the writes of the record; 0 before the first. */
  readonly revision: number;
  /** Attempts that have ended without a charge, in their order. */
  readonly attempts: readonly EndedAttempt[];
  /** The attempt that was decided and has no answer yet. */
  readonly pending: PendingAttempt | null;
  readonly charge: Charge | null;
  readonly settlement: Settlement | null;
  /** People were told that the deposit could not be charged; from then on only a new payment method is tried. */
  readonly escalated: { readonly reason: EscalationReason } | null;
}

export type EscalationReason = 'declined' | 'outage';

interface PendingAttempt {
  /** From 1. */
  readonly number: number;
  /** When its first call was due. */
  readonly dueAt: string;
}

export interface EndedAttempt {
  readonly number: number;
  readonly outcome: 'declined' | 'outage';
  readonly amountCents: number;
  readonly paymentMethodId: string;
  /** The instant of the call that was answered, or that was the last to fail. */
  readonly answeredAt: string;
}

export interface Charge {
  readonly attempt: number;
  readonly amountCents: number;
  /** The provider's id of the payment; what a refund refers to. */
  readonly paymentId: string;
  readonly chargedAt: string;
  /** It went through although the booking was over by then: it goes back whole. */
  readonly isUnwanted: boolean;
}

/** Decided once, then carried out: what comes later changes nothing of it. */
export interface Settlement {
  readonly kind: 'refund' | 'keep';
  /** What goes back to the customer; what is kept where nothing goes back. */
  readonly amountCents: number;
  /** What is kept. */
  readonly keptCents: number;
  readonly status: 'decided' | 'done' | 'given-up';
}

export function newDeposit(bookingId: string): DepositState {
  return { bookingId, revision: 0, attempts: [], pending: null, charge: null, settlement: null, escalated: null };
}

/** Whether nothing more will happen to the money, as far as the booking is concerned. */
export function isSettled(deposit: DepositState | undefined): boolean {
  if (!deposit?.charge) return true;
  return deposit.settlement !== null && deposit.settlement.status !== 'decided';
}
