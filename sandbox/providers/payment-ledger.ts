import type { ProviderAnswer } from './http-provider.ts';
import { invalidRequest, missing, ok, type StripeObject, stripeError } from './stripe-answers.ts';
import type { StripeForm } from './stripe-form.ts';

/** A payment as the provider received it, whether it went through or not. */
export interface ReceivedPayment {
  /** Unit: milliseconds since the epoch. */
  readonly atMs: number;
  /** What the payment is for, by its metadata: one of the two. */
  readonly booking?: string;
  readonly subscription?: string;
  readonly kind: 'charge' | 'refund';
  readonly status: 'succeeded' | 'declined';
  readonly amountCents: number;
  /** Idempotency key of the call; empty where it had none. */
  readonly key: string;
}

/** Payment intents and refunds, and what becomes of a request to make one. Ids count up from 1. */
interface PaymentLedger {
  readonly intents: readonly Intent[];
  readonly refunds: readonly Refund[];
  readonly received: readonly ReceivedPayment[];
  createIntent(form: StripeForm, key: string): ProviderAnswer;
  createRefund(form: StripeForm, key: string): ProviderAnswer;
}

interface LedgerOptions {
  readonly nowMs: () => number;
  /** Whether the bank refuses this payment method now. */
  readonly isDeclined: (paymentMethod: string) => boolean;
}

interface Intent extends StripeObject {
  readonly amount_received: number;
  readonly created: number;
}

interface Refund extends StripeObject {
  readonly amount: number;
  readonly payment_intent: string;
}

export function createPaymentLedger({ nowMs, isDeclined }: LedgerOptions): PaymentLedger {
  const intents: Intent[] = [];
  const refunds: Refund[] = [];
  const received: ReceivedPayment[] = [];
  const created = (): number => Math.floor(nowMs() / 1000);

  const receive = (
    { metadata }: StripeForm,
    payment: Pick<ReceivedPayment, 'kind' | 'status' | 'amountCents' | 'key'>,
  ): void => {
    const { booking, subscription } = metadata;
    received.push({
      atMs: nowMs(),
      ...(booking === undefined ? {} : { booking }),
      ...(booking !== undefined || subscription === undefined ? {} : { subscription }),
      ...payment,
    });
  };

  return {
    intents,
    refunds,
    received,

    createIntent(form, key) {
      const fault = intentFault(form);
      if (fault !== null) return fault;
      const { fields, metadata } = form;
      const amount = Number(fields.amount);
      const status = fields.confirm !== 'true' ? 'open' : isDeclined(fields.payment_method!) ? 'declined' : 'succeeded';
      const intent: Intent = {
        id: `pi_${intents.length + 1}`,
        object: 'payment_intent',
        amount,
        amount_received: status === 'succeeded' ? amount : 0,
        created: created(),
        currency: fields.currency,
        customer: fields.customer,
        livemode: false,
        metadata,
        payment_method: status === 'declined' ? null : fields.payment_method,
        status: { open: 'requires_confirmation', declined: 'requires_payment_method', succeeded: 'succeeded' }[status],
      };
      intents.push(intent);
      if (status === 'open') return ok(intent);
      receive(form, { kind: 'charge', status, amountCents: amount, key });
      return status === 'succeeded' ? ok(intent) : cardDeclined(intent);
    },

    createRefund(form, key) {
      const { fields, metadata } = form;
      const intent = intents.find(({ id }) => id === fields.payment_intent);
      if (intent === undefined) return missing('payment_intent', fields.payment_intent ?? null);
      const earlier = refunds.filter((refund) => refund.payment_intent === intent.id);
      const left = intent.amount_received - earlier.reduce((sum, refund) => sum + refund.amount, 0);
      const amount = fields.amount === undefined ? left : Number(fields.amount);
      const fault = refundFault(intent, left, amount);
      if (fault !== null) return fault;
      const refund: Refund = {
        id: `re_${refunds.length + 1}`,
        object: 'refund',
        amount,
        created: created(),
        currency: intent.currency,
        metadata,
        payment_intent: intent.id,
        status: 'succeeded',
      };
      refunds.push(refund);
      receive(form, { kind: 'refund', status: 'succeeded', amountCents: amount, key });
      return ok(refund);
    },
  };
}

/** The customer to whom a payment method belongs: the same for the same one. */
export function customerOf(paymentMethod: string): string {
  return `cus_of_${paymentMethod}`;
}

function intentFault({ fields }: StripeForm): ProviderAnswer | null {
  const absent = ['amount', 'currency', 'payment_method'].find((name) => !fields[name]);
  if (absent !== undefined) {
    return invalidRequest(`Missing required param: ${absent}.`, { code: 'parameter_missing', param: absent });
  }
  if (!isPositiveInteger(Number(fields.amount))) return invalidAmount(fields.amount!);
  if (fields.customer === customerOf(fields.payment_method!)) return null;
  return invalidRequest('The PaymentMethod belongs to a Customer. Include that Customer in the customer parameter.', {
    param: 'customer',
  });
}

function refundFault(intent: Intent, left: number, amount: number): ProviderAnswer | null {
  if (intent.amount_received === 0) {
    return invalidRequest('This PaymentIntent does not have a successful charge to refund.', {
      code: 'payment_intent_unexpected_state',
    });
  }
  if (left === 0) return invalidRequest('The charge was refunded already.', { code: 'charge_already_refunded' });
  if (!isPositiveInteger(amount)) return invalidAmount(String(amount));
  if (amount <= left) return null;
  return invalidRequest(`The refund of ${amount} is greater than what is left of the charge, ${left}.`, {
    param: 'amount',
  });
}

function cardDeclined(intent: Intent): ProviderAnswer {
  return stripeError(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    payment_intent: intent,
  });
}

function invalidAmount(amount: string): ProviderAnswer {
  return invalidRequest(`Invalid integer: ${amount}`, { code: 'parameter_invalid_integer', param: 'amount' });
}

function isPositiveInteger(amount: number): boolean {
  return Number.isInteger(amount) && amount > 0;
}
