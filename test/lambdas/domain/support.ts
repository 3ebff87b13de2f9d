import { applyBookingSignal } from '../../../lambdas/domain/apply-signal.ts';
import type { BookingState } from '../../../lambdas/domain/booking.ts';
import { type Charge, type DepositState, type EndedAttempt, newDeposit } from '../../../lambdas/domain/deposit.ts';
import { type DepositDecision, decideDeposit } from '../../../lambdas/domain/deposit-plan.ts';
import type { BookingContent } from '../../../lambdas/domain/event-schemas.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';

export const ms = (instant: string): number => Date.parse(instant);

export const content: BookingContent = {
  id: 'B-1',
  customerId: 'C-77',
  zone: 'America/Los_Angeles',
  start: '2026-03-10T17:00:00Z',
  end: '2026-03-13T17:00:00Z',
  vehicleId: 'V-9',
  deposit: { amountCents: 20_000, currency: 'USD' },
  paymentMethodId: 'pm_1',
  legs: [],
};

/** A step of a booking's life: type, payload, when it was handled; versions count up by themselves. */
export type Step = readonly [type: string, payload: unknown, handledAt: string, version?: number];

export const confirmed = (
  changes: Partial<BookingContent> = {},
  handledAt = '2026-03-01T09:00:00Z',
  version?: number,
): Step => ['BookingConfirmed', { booking: { ...content, ...changes } }, handledAt, version];
export const changed = (changes: Partial<BookingContent>, handledAt: string, version?: number): Step => [
  'BookingChanged',
  { booking: { ...content, ...changes } },
  handledAt,
  version,
];
export const cancelled = (handledAt: string): Step => [
  'BookingCancelled',
  { bookingId: 'B-1', reason: 'x' },
  handledAt,
];
export const started = (handledAt: string): Step => [
  'RentalStarted',
  { bookingId: 'B-1', vehicleId: 'V-9', startedAt: handledAt },
  handledAt,
];
export const returned = (returnedAt: string, handledAt = returnedAt): Step => [
  'RentalReturned',
  { bookingId: 'B-1', returnedAt },
  handledAt,
];
export const assessed = (amountCents: number, handledAt: string): Step => [
  'ChargesAssessed',
  { bookingId: 'B-1', amountCents, reason: 'fuel' },
  handledAt,
];

/** The record after these steps. */
export function live(...steps: readonly Step[]): BookingState {
  let state: BookingState | undefined;
  for (const [index, [type, payload, handledAt, version = index + 1]] of steps.entries()) {
    const signal = { key: `signal#${index}`, type, version, payload };
    state = applyBookingSignal(state, signal, ms(handledAt), defaultPolicy).state;
  }
  if (!state) throw new Error('no step made a booking');
  return state;
}

export function deposit(changes: Partial<DepositState> = {}): DepositState {
  return { ...newDeposit('B-1'), ...changes };
}

/** What is due for the deposit at an instant, and the answers that are expected. */
export const decide = (booking: BookingState, record: DepositState, at: string): DepositDecision =>
  decideDeposit(booking, record, ms(at), defaultPolicy);
export const wait = (until: string | null): DepositDecision => ({
  action: 'wait',
  untilMs: until === null ? null : ms(until),
});
export const charge = (attempt: number, due: string): DepositDecision => ({
  action: 'charge',
  attempt,
  dueMs: ms(due),
});

export const declined = (answeredAt: string, number = 1, paymentMethodId = 'pm_1'): EndedAttempt => ({
  number,
  outcome: 'declined',
  amountCents: 20_000,
  paymentMethodId,
  answeredAt,
});
export const charged: Charge = {
  attempt: 1,
  amountCents: 20_000,
  paymentId: 'pi_1',
  chargedAt: '2026-03-07T17:00:00Z',
  isUnwanted: false,
};
