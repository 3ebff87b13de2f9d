/**
 * The payment provider in Stripe's wire format: form-encoded requests, JSON answers, idempotency keys.
 *
 * Y1  A key that was answered is answered the same again, and takes effect once; with other parameters it is refused.
 * Y2  A call during an outage takes no effect, and is no payment that the provider received.
 * Y3  With a call log, what took effect is on disk before it is answered, and known after a restart.
 */
import type { CallLog, EffectiveCall } from './call-log.ts';
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
  /** Default: nothing is kept. */
  readonly log?: CallLog;
}

interface PaymentsProvider {
  answer(request: ProviderRequest): ProviderAnswer;
  received(): readonly ReceivedPayment[];
}

export function createPaymentsProvider({ apiKey, world, nowMs, log }: PaymentsOptions): PaymentsProvider {
  /** The call as it is made now, or was made before the restart. */
  let made = { atMs: 0, isDeclined: false };
  const ledger = createPaymentLedger({ nowMs: () => made.atMs, isDeclined: () => made.isDeclined });
  const keys = createIdempotencyKeys();
  let requests = 0;

  const post = ({ path, body, header }: Pick<ProviderRequest, 'path' | 'body' | 'header'>): ProviderAnswer => {
    const key = header('idempotency-key');
    const form = parseStripeForm(body);
    made = { atMs: nowMs(), isDeclined: world.cards[form.fields.payment_method ?? ''] === 'declines' };
    return take({ ...made, path, body, ...(key !== undefined && { key }) }, form, (call) => log?.append(call));
  };
  const take = (call: EffectiveCall, form: StripeForm, onEffect: (call: EffectiveCall) => void): ProviderAnswer => {
    const { path, key } = call;
    return keys.once(key, `${path.join('/')}?${form.canonical}`, () => {
      const answer =
        path[1] === 'refunds' ? ledger.createRefund(form, key ?? '') : ledger.createIntent(form, key ?? '');
      onEffect(call);
      return numbered(answer);
    });
  };
  /** Gives an answer the id of its request, by which a replayed answer names the original one. */
  const numbered = (answer: ProviderAnswer): ProviderAnswer => {
    requests += 1;
    return { ...answer, headers: { ...answer.headers, 'request-id': `req_${requests}` } };
  };

  for (const call of log?.earlier ?? []) {
    made = call;
    take(call, parseStripeForm(call.body), () => {});
  }

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
        case 'POST refunds':
          return post(request);
        case 'GET payment_intents': {
          const since = Number(query.get('created[gte]') ?? 0);
          const intents = ledger.intents.filter(({ created }) => created >= since);
          return listPage(intents, query, '/v1/payment_intents', ['created[gte]']);
        }
        case 'GET payment_intents/:id':
          return found(ledger.intents, 'payment_intent', id);
        case 'GET payment_methods/:id':
          return ok({ id, object: 'payment_method', type: 'card', customer: customerOf(id) });
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
