/**
 * The payment provider in Stripe's wire format: form-encoded requests, JSON answers, idempotency keys.
 *
 * Y1  A key that was answered is answered the same again, and takes effect once; with other parameters it is refused.
 * Y2  A call during an outage takes no effect, and is no payment that the provider received.
 */
import type { ProviderAnswer, ProviderRequest } from './http-provider.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';
import { createPaymentLedger, customerOf, type ReceivedPayment } from './payment-ledger.ts';
import { listPage, missing, ok, type StripeObject, stripeError } from './stripe-answers.ts';
import { parseStripeForm, type StripeForm } from './stripe-form.ts';
import type { World } from './world.ts';

interface PaymentsOptions {
  readonly apiKey: string;
  readonly world: World;
  readonly nowMs: () => number;
}

interface PaymentsProvider {
  answer(request: ProviderRequest): ProviderAnswer;
  received(): readonly ReceivedPayment[];
}

export function createPaymentsProvider({ apiKey, world, nowMs }: PaymentsOptions): PaymentsProvider {
  const isDeclined = (paymentMethod: string): boolean => world.cards[paymentMethod] === 'declines';
  const ledger = createPaymentLedger({ nowMs, isDeclined });
  const keys = createIdempotencyKeys();
  let requests = 0;

  const post = (
    request: ProviderRequest,
    effect: (form: StripeForm, key: string) => ProviderAnswer,
  ): ProviderAnswer => {
    const key = request.header('idempotency-key');
    const form = parseStripeForm(request.body);
    return keys.once(key, `${request.path.join('/')}?${form.canonical}`, () => numbered(effect(form, key ?? '')));
  };
  /** Gives an answer the id of its request, by which a replayed answer names the original one. */
  const numbered = (answer: ProviderAnswer): ProviderAnswer => {
    requests += 1;
    return { ...answer, headers: { ...answer.headers, 'request-id': `req_${requests}` } };
  };

  return {
    received: () => ledger.received,
    answer(request) {
      if (world.outages.payments) return stripeError(503, { type: 'api_error', message: 'Out of service.' });
      if (request.header('authorization') !== `Bearer ${apiKey}`) {
        return stripeError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
      }
      const { query } = request;
      const [version, kind, id = '', ...rest] = request.path;
      const isKnown = version === 'v1' && rest.length === 0;
      switch (isKnown && `${request.method} ${kind}${id === '' ? '' : '/:id'}`) {
        case 'POST payment_intents':
          return post(request, ledger.createIntent);
        case 'GET payment_intents': {
          const since = Number(query.get('created[gte]') ?? 0);
          const intents = ledger.intents.filter(({ created }) => created >= since);
          return listPage(intents, query, '/v1/payment_intents', ['created[gte]']);
        }
        case 'GET payment_intents/:id':
          return found(ledger.intents, 'payment_intent', id);
        case 'GET payment_methods/:id':
          return ok({ id, object: 'payment_method', type: 'card', customer: customerOf(id) });
        case 'POST refunds':
          return post(request, ledger.createRefund);
        case 'GET refunds': {
          const of = query.get('payment_intent');
          const refunds = ledger.refunds.filter((refund) => of === null || refund.payment_intent === of);
          return listPage(refunds, query, '/v1/refunds', ['payment_intent']);
        }
        default:
          return stripeError(404, {
            type: 'invalid_request_error',
            message: `Unrecognized request URL (${request.method}: /${request.path.join('/')}).`,
          });
      }
    },
  };
}

function found(objects: readonly StripeObject[], kind: string, id: string): ProviderAnswer {
  const object = objects.find((candidate) => candidate.id === id);
  return object === undefined ? missing(kind, id) : ok(object);
}
