/**
 * The payment provider: Stripe's payment intents and refunds.
 *
 * P1  A declined card is an answer; a provider that does not answer is `ProviderUnavailable`.
 * P2  A key stands for one effect. It goes to the provider as the idempotency key, together with the amount and the
 *     payment method, since the provider refuses a known key with other parameters; and into the payment's metadata,
 *     where `find…` looks it up. Lists are consistent at once, unlike Stripe's search.
 */
import { Stripe } from 'stripe';
import { ProviderUnavailable } from '../domain/errors.ts';
import { labelOf, type Subject } from '../domain/subject.ts';

export interface ChargeRequest {
  /** Business name of the effect. */
  readonly key: string;
  readonly subject: Subject;
  readonly purpose: 'deposit' | 'subscription';
  readonly amountCents: number;
  readonly currency: string;
  readonly paymentMethodId: string;
}

export type ChargeAnswer =
  | { readonly status: 'succeeded'; readonly paymentId: string; readonly amountCents: number }
  | { readonly status: 'declined'; readonly amountCents: number; readonly paymentMethodId: string };

export interface RefundRequest {
  readonly key: string;
  readonly subject: Subject;
  readonly purpose: 'deposit';
  readonly paymentId: string;
  readonly amountCents: number;
}

export interface Payments {
  charge(request: ChargeRequest): Promise<ChargeAnswer>;
  /** What became of a charge that was perhaps made. @param sinceMs no call of it was made before */
  findCharge(key: string, sinceMs: number): Promise<ChargeAnswer | undefined>;
  /** A refund that was made already under this key is left at that. */
  refund(request: RefundRequest & { readonly lookFirst: boolean }): Promise<void>;
}

/** For clocks that differ. Unit: seconds. */
const clockSkewSeconds = 300;
const pageSize = 100;

interface PaymentsOptions {
  /** Gives the client; called for every request, so that a rotated key is taken up. */
  readonly connect: () => Promise<Stripe>;
  /** Told that the key was refused: the next request should have another one. */
  readonly onRefused: () => void;
}

export function createPayments({ connect, onRefused }: PaymentsOptions): Payments {
  const answered = <Result>(call: () => Promise<Result>): Promise<Result> => answeredOrRefused(call, onRefused);
  return {
    charge: (request) =>
      answered(async () => {
        const stripe = await connect();
        try {
          return await createCharge(stripe, request);
        } catch (error) {
          if (isDecline(error)) return declined(request);
          throw error;
        }
      }),

    findCharge: (key, sinceMs) => answered(async () => findCharge(await connect(), key, sinceMs)),

    refund: ({ key, subject, purpose, paymentId, amountCents, lookFirst }) =>
      answered(async () => {
        const stripe = await connect();
        if (lookFirst && (await hasRefund(stripe, paymentId, key))) return;
        const metadata = { ...labelled(subject), key, purpose };
        const parameters = { payment_intent: paymentId, amount: amountCents, metadata };
        try {
          await stripe.refunds.create(parameters, { idempotencyKey: `${key}#${amountCents}` });
        } catch (error) {
          // Somebody gave it back by hand.
          if (!isInvalid(error, 'charge_already_refunded')) throw error;
        }
      }),
  };
}

async function createCharge(stripe: Stripe, request: ChargeRequest): Promise<ChargeAnswer> {
  const { key, subject, purpose, amountCents, currency, paymentMethodId } = request;
  const { customer } = await stripe.paymentMethods.retrieve(paymentMethodId);
  const customerId = typeof customer === 'string' ? customer : customer?.id;
  const parameters: Stripe.PaymentIntentCreateParams = {
    amount: amountCents,
    currency: currency.toLowerCase(),
    ...(customerId === undefined ? {} : { customer: customerId }),
    payment_method: paymentMethodId,
    confirm: true,
    off_session: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { ...labelled(subject), key, purpose, paymentMethod: paymentMethodId },
  };
  const providerKey = `${key}#${amountCents}${currency}#${paymentMethodId}`;
  return readIntent(await createIntent(stripe, parameters, providerKey, providerKey), paymentMethodId);
}

/** `booking` or `subscription`, by which people find the payment in the provider's dashboard. */
function labelled(subject: Subject): Record<string, string> {
  const { name, id } = labelOf(subject);
  return { [name]: id };
}

/**
 * The provider answers a key that once failed with its own server error by that error for a day. Whoever calls a second
 * time has looked whether the payment exists; a replayed error therefore gets a fresh key, made of the failed request.
 */
async function createIntent(
  stripe: Stripe,
  parameters: Stripe.PaymentIntentCreateParams,
  providerKey: string,
  idempotencyKey: string,
): Promise<Stripe.PaymentIntent> {
  try {
    return await stripe.paymentIntents.create(parameters, { idempotencyKey });
  } catch (error) {
    const failedRequest = replayedRequest(error);
    if (failedRequest === undefined) throw error;
    return createIntent(stripe, parameters, providerKey, `${providerKey}#after-${failedRequest}`);
  }
}

function replayedRequest(error: unknown): string | undefined {
  if (!(error instanceof Stripe.errors.StripeAPIError)) return undefined;
  const { 'idempotent-replayed': replayed, 'original-request': original } = error.headers ?? {};
  return replayed === 'true' ? original : undefined;
}

/** Several calls of one key were perhaps made, with other amounts: the one that went through counts, else the latest. */
async function findCharge(stripe: Stripe, key: string, sinceMs: number): Promise<ChargeAnswer | undefined> {
  const created = { gte: Math.floor(sinceMs / 1_000) - clockSkewSeconds };
  let latest: ChargeAnswer | undefined;
  for await (const intent of stripe.paymentIntents.list({ created, limit: pageSize })) {
    if (intent.metadata.key !== key) continue;
    const answer = readIntent(intent, intent.metadata.paymentMethod ?? '');
    if (answer.status === 'succeeded') return answer;
    latest ??= answer;
  }
  return latest;
}

function readIntent(intent: Stripe.PaymentIntent, paymentMethodId: string): ChargeAnswer {
  switch (intent.status) {
    case 'succeeded':
      return { status: 'succeeded', paymentId: intent.id, amountCents: intent.amount };
    case 'processing':
      throw new ProviderUnavailable('payments', 'the payment is still being processed');
    default:
      // Nobody is there to confirm anything: whatever else the bank asks for is a decline.
      return { status: 'declined', amountCents: intent.amount, paymentMethodId };
  }
}

async function hasRefund(stripe: Stripe, paymentId: string, key: string): Promise<boolean> {
  for await (const refund of stripe.refunds.list({ payment_intent: paymentId, limit: pageSize })) {
    if (refund.metadata?.key === key && refund.status !== 'failed' && refund.status !== 'canceled') return true;
  }
  return false;
}

const declined = ({ amountCents, paymentMethodId }: ChargeRequest): ChargeAnswer => ({
  status: 'declined',
  amountCents,
  paymentMethodId,
});

/** A payment method that the provider does not know can no more be charged than a card that the bank refuses. */
function isDecline(error: unknown): boolean {
  if (error instanceof Stripe.errors.StripeCardError) return true;
  return isInvalid(error, 'resource_missing');
}

function isInvalid(error: unknown, code: string): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === code;
}

/** Whatever the provider answers but an answer is an outage; a fault of our own request is not. */
async function answeredOrRefused<Result>(call: () => Promise<Result>, onRefused: () => void): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (error.statusCode === 401 || error.statusCode === 403) onRefused();
    if (error instanceof Stripe.errors.StripeInvalidRequestError) throw error;
    throw new ProviderUnavailable('payments', `${error.type} with HTTP status ${error.statusCode ?? 'none'}`, {
      cause: error,
    });
  }
}
