import { afterEach, describe, expect, it } from 'vitest';
import { createPayments } from '../../../lambdas/gateways/payments.ts';
import { createStripeClient } from '../../../lambdas/gateways/stripe-client.ts';
import { type FakeStripe, type StripeCall, type StripeReply, startFakeStripe } from './support/fake-stripe.ts';

let stripe: FakeStripe | undefined;
afterEach(() => stripe?.close());

async function paymentsThat(reply: (call: StripeCall, index: number) => StripeReply) {
  stripe = await startFakeStripe(reply);
  const client = createStripeClient({ baseUrl: stripe.baseUrl, apiKey: 'sk_test_1' });
  const refusals: true[] = [];
  const onRefused = () => {
    refusals.push(true);
  };
  return { payments: createPayments({ connect: async () => client, onRefused }), calls: stripe.calls, refusals };
}

const request = {
  key: 'booking#B-1#deposit-charge#1',
  subject: { bookingId: 'B-1' },
  purpose: 'deposit',
  amountCents: 20_000,
  currency: 'USD',
  paymentMethodId: 'pm_1',
} as const;
const refund = {
  key: 'booking#B-1#deposit-settlement',
  subject: { bookingId: 'B-1' },
  purpose: 'deposit',
  paymentId: 'pi_1',
  amountCents: 16_500,
  lookFirst: false,
} as const;

const method = { body: { id: 'pm_1', object: 'payment_method', customer: 'cus_7' } };
const intent = (status: string, more: object = {}) => ({
  id: 'pi_1',
  object: 'payment_intent',
  status,
  amount: 20_000,
  metadata: {},
  ...more,
});
const list = (...data: object[]) => ({ body: { object: 'list', has_more: false, url: '/v1/x', data } });
const cardError = { status: 402, body: { error: { type: 'card_error', code: 'card_declined', message: 'no' } } };
const isCreation = ({ method: verb, path }: StripeCall) => verb === 'POST' && path === '/v1/payment_intents';

describe('a charge', () => {
  it('is a confirmed payment of the method’s customer that names booking, key and purpose', async () => {
    const { payments, calls } = await paymentsThat((call) =>
      isCreation(call) ? { body: intent('succeeded') } : method,
    );
    expect(await payments.charge(request)).toEqual({ status: 'succeeded', paymentId: 'pi_1', amountCents: 20_000 });
    expect(calls.map(({ method: verb, path }) => `${verb} ${path}`)).toEqual([
      'GET /v1/payment_methods/pm_1',
      'POST /v1/payment_intents',
    ]);
    expect(calls[1]?.form).toMatchObject({
      amount: '20000',
      currency: 'usd',
      customer: 'cus_7',
      payment_method: 'pm_1',
      confirm: 'true',
      off_session: 'true',
      'metadata[booking]': 'B-1',
      'metadata[key]': request.key,
      'metadata[purpose]': 'deposit',
    });
    expect(calls[1]?.headers.authorization).toBe('Bearer sk_test_1');
  });

  it('of a subscription names that in place of a booking', async () => {
    const { payments, calls } = await paymentsThat((call) =>
      isCreation(call) ? { body: intent('succeeded') } : method,
    );
    await payments.charge({ ...request, subject: { subscriptionId: 'S-1' }, purpose: 'subscription' });
    expect(calls[1]?.form).toMatchObject({ 'metadata[subscription]': 'S-1', 'metadata[purpose]': 'subscription' });
    expect(calls[1]?.form).not.toHaveProperty('metadata[booking]');
  });

  it('goes under a key that is the same for the same call, and another one for another amount or method (P2)', async () => {
    const { payments, calls } = await paymentsThat((call) =>
      isCreation(call) ? { body: intent('succeeded') } : method,
    );
    await payments.charge(request);
    await payments.charge(request);
    await payments.charge({ ...request, amountCents: 1 });
    await payments.charge({ ...request, paymentMethodId: 'pm_2' });
    const keys = calls.filter(isCreation).map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toContain(request.key);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it.each<[string, StripeReply]>([
    ['the card is declined', cardError],
    [
      'the bank wants the customer to confirm',
      { status: 402, body: { error: { type: 'card_error', code: 'authentication_required' } } },
    ],
    ['the payment needs another method', { body: intent('requires_payment_method') }],
  ])('is declined where %s (P1)', async (_, reply) => {
    const { payments } = await paymentsThat((call) => (isCreation(call) ? reply : method));
    expect(await payments.charge(request)).toEqual({
      status: 'declined',
      amountCents: 20_000,
      paymentMethodId: 'pm_1',
    });
  });

  it('is declined where the provider does not know the payment method', async () => {
    const { payments } = await paymentsThat(() => ({
      status: 404,
      body: { error: { type: 'invalid_request_error', code: 'resource_missing' } },
    }));
    expect(await payments.charge(request)).toMatchObject({ status: 'declined' });
  });

  it.each<[string, StripeReply]>([
    ['a server error', { status: 500, body: { error: { type: 'api_error' } } }],
    ['an answer that is not Stripe’s', { status: 503, text: '<html>down</html>' }],
    ['too many requests', { status: 429, body: { error: { type: 'invalid_request_error', code: 'rate_limit' } } }],
    ['a key in use', { status: 409, body: { error: { type: 'idempotency_error' } } }],
    ['a key that was revoked', { status: 401, body: { error: { type: 'invalid_request_error' } } }],
    ['a payment that is still processed', { body: intent('processing') }],
  ])('meets an outage with %s, and is not repeated by the client (P1)', async (_, reply) => {
    const { payments, calls } = await paymentsThat((call) => (isCreation(call) ? reply : method));
    await expect(payments.charge(request)).rejects.toMatchObject({ name: 'ProviderUnavailable', provider: 'payments' });
    expect(calls).toHaveLength(2);
  });

  it.each([
    [401, 1],
    [403, 1],
    [500, 0],
  ])('that is answered by %i has had its key refused %i times', async (status, times) => {
    const reply = { status, body: { error: { type: 'invalid_request_error' } } };
    const { payments, refusals } = await paymentsThat((call) => (isCreation(call) ? reply : method));
    await expect(payments.charge(request)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect(refusals).toHaveLength(times);
  });

  it('meets an outage where the connection breaks off; the client tries a stale one again, under the same key', async () => {
    const { payments, calls } = await paymentsThat((call) => (isCreation(call) ? { hangUp: true } : method));
    await expect(payments.charge(request)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    const keys = calls.filter(isCreation).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('that the provider finds wrong is neither a decline nor an outage', async () => {
    const wrong = {
      status: 400,
      body: { error: { type: 'invalid_request_error', code: 'parameter_invalid_integer' } },
    };
    const { payments } = await paymentsThat((call) => (isCreation(call) ? wrong : method));
    await expect(payments.charge(request)).rejects.toMatchObject({ type: 'StripeInvalidRequestError' });
  });

  it('gets a fresh key where the provider only replays its own server error', async () => {
    const replayed = {
      status: 500,
      headers: { 'idempotent-replayed': 'true', 'original-request': 'req_1' },
      body: { error: { type: 'api_error' } },
    };
    const { payments, calls } = await paymentsThat((call) => {
      if (!isCreation(call)) return method;
      return String(call.headers['idempotency-key']).endsWith('#after-req_1')
        ? { body: intent('succeeded') }
        : replayed;
    });
    expect(await payments.charge(request)).toMatchObject({ status: 'succeeded' });
    expect(calls.filter(isCreation)).toHaveLength(2);
  });
});

describe('a look for a charge', () => {
  const since = Date.parse('2026-03-07T17:00:00Z');
  const mine = { metadata: { key: request.key, paymentMethod: 'pm_1' } };

  it('finds the payment by its key among those made since', async () => {
    const { payments, calls } = await paymentsThat(() =>
      list(intent('succeeded', { id: 'pi_9', metadata: { key: 'other' } }), intent('succeeded', mine)),
    );
    expect(await payments.findCharge(request.key, since)).toEqual({
      status: 'succeeded',
      paymentId: 'pi_1',
      amountCents: 20_000,
    });
    expect(calls[0]?.query).toMatchObject({ 'created[gte]': String(since / 1_000 - 300), limit: '100' });
  });

  it('follows the pages of the list', async () => {
    const { payments } = await paymentsThat((_, index) =>
      index === 0
        ? { body: { object: 'list', has_more: true, url: '/v1/payment_intents', data: [intent('succeeded')] } }
        : list(intent('succeeded', mine)),
    );
    expect(await payments.findCharge(request.key, since)).toMatchObject({ paymentId: 'pi_1' });
  });

  it('prefers what went through to what was declined', async () => {
    const { payments } = await paymentsThat(() =>
      list(intent('requires_payment_method', { id: 'pi_2', ...mine }), intent('succeeded', mine)),
    );
    expect(await payments.findCharge(request.key, since)).toMatchObject({ status: 'succeeded' });
  });

  it('finds a decline with its payment method', async () => {
    const { payments } = await paymentsThat(() => list(intent('requires_payment_method', mine)));
    expect(await payments.findCharge(request.key, since)).toEqual({
      status: 'declined',
      amountCents: 20_000,
      paymentMethodId: 'pm_1',
    });
  });

  it('finds nothing where nothing was made', async () => {
    const { payments } = await paymentsThat(() => list());
    expect(await payments.findCharge(request.key, since)).toBeUndefined();
  });

  it('during an outage finds no answer', async () => {
    const { payments } = await paymentsThat(() => ({ status: 500, body: { error: { type: 'api_error' } } }));
    await expect(payments.findCharge(request.key, since)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });
});

describe('a refund', () => {
  it('gives back an amount of the payment, under its key', async () => {
    const { payments, calls } = await paymentsThat(() => ({
      body: { id: 're_1', object: 'refund', status: 'succeeded' },
    }));
    await payments.refund(refund);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: 'POST', path: '/v1/refunds' });
    expect(calls[0]?.form).toMatchObject({
      payment_intent: 'pi_1',
      amount: '16500',
      'metadata[booking]': 'B-1',
      'metadata[key]': refund.key,
    });
    expect(calls[0]?.headers['idempotency-key']).toContain(refund.key);
  });

  it('that was made already is left at that', async () => {
    const { payments, calls } = await paymentsThat(() =>
      list({ id: 're_1', status: 'succeeded', metadata: { key: refund.key } }),
    );
    await payments.refund({ ...refund, lookFirst: true });
    expect(calls.map(({ method: verb, query }) => [verb, query.payment_intent])).toEqual([['GET', 'pi_1']]);
  });

  it.each(['failed', 'canceled'])('that %s is made again', async (status) => {
    const { payments, calls } = await paymentsThat(({ method: verb }) =>
      verb === 'GET'
        ? list({ id: 're_1', status, metadata: { key: refund.key } })
        : { body: { id: 're_2', status: 'succeeded' } },
    );
    await payments.refund({ ...refund, lookFirst: true });
    expect(calls.map(({ method: verb }) => verb)).toEqual(['GET', 'POST']);
  });

  it('that somebody made by hand is left at that', async () => {
    const { payments } = await paymentsThat(() => ({
      status: 400,
      body: { error: { type: 'invalid_request_error', code: 'charge_already_refunded' } },
    }));
    await expect(payments.refund(refund)).resolves.toBeUndefined();
  });

  it('meets an outage as such', async () => {
    const { payments } = await paymentsThat(() => ({ status: 500, body: { error: { type: 'api_error' } } }));
    await expect(payments.refund(refund)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });
});
