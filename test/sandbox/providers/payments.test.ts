import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stripe } from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestProviders, type TestProviders } from './start-test-providers.ts';

let providers: TestProviders;

beforeEach(async () => {
  providers = await startTestProviders();
});
afterEach(() => providers.close());

const deposit = (more: Partial<Stripe.PaymentIntentCreateParams> = {}): Stripe.PaymentIntentCreateParams => ({
  amount: 20_000,
  currency: 'usd',
  customer: 'cus_of_pm_1',
  payment_method: 'pm_1',
  confirm: true,
  off_session: true,
  metadata: { booking: 'B-1', key: 'booking#B-1#deposit-charge#1' },
  ...more,
});
const charge = (key: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  providers.stripe.paymentIntents.create(deposit(more), { idempotencyKey: key });

async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error('the call did not end with an error of the provider', { cause: error });
}

describe('a charge', () => {
  it('succeeds, is found again, and is reported with the time of the clock', async () => {
    const intent = await charge('k1');
    expect(intent).toMatchObject({ id: 'pi_1', status: 'succeeded', amount: 20_000, created: 1_772_902_800 });
    expect(await providers.stripe.paymentIntents.retrieve('pi_1')).toMatchObject({
      metadata: { booking: 'B-1', key: 'booking#B-1#deposit-charge#1' },
    });
    expect(providers.payments()).toEqual([
      {
        atMs: Date.parse('2026-03-07T17:00:00Z'),
        booking: 'B-1',
        kind: 'charge',
        status: 'succeeded',
        amountCents: 20_000,
        key: 'k1',
      },
    ]);
  });

  it('of a subscription is reported as one', async () => {
    await charge('k1', { metadata: { subscription: 'S-5' } });
    expect(providers.payments()).toMatchObject([{ subscription: 'S-5', kind: 'charge' }]);
    expect(providers.payments()[0]).not.toHaveProperty('booking');
  });

  it('of a declining card is an error that carries the intent, which exists', async () => {
    providers.change({ cards: { pm_1: 'declines' } });
    const error = await errorOf(charge('k1'));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      payment_intent: { id: 'pi_1', status: 'requires_payment_method' },
    });
    expect(await providers.stripe.paymentIntents.retrieve('pi_1')).toMatchObject({ amount_received: 0 });
    expect(providers.payments()).toMatchObject([{ kind: 'charge', status: 'declined', amountCents: 20_000 }]);
  });

  it('goes through once the card does not decline any more', async () => {
    providers.change({ cards: { pm_1: 'declines' } });
    await errorOf(charge('k1'));
    providers.change({ cards: { pm_1: 'ok' } });
    expect(await charge('k2')).toMatchObject({ id: 'pi_2', status: 'succeeded' });
  });

  it('that nobody confirms takes no money', async () => {
    expect(await charge('k1', { confirm: false, off_session: false })).toMatchObject({
      status: 'requires_confirmation',
    });
    expect(providers.payments()).toEqual([]);
  });

  it.each([
    [{ amount: 0 }, 'parameter_invalid_integer'],
    [{ currency: '' }, 'parameter_missing'],
    [{ customer: 'cus_of_pm_2' }, undefined],
  ])('with %j is refused and not reported', async (more, code) => {
    const error = await errorOf(charge('k1', more));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error.code).toBe(code);
    expect(providers.payments()).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('Y1: is answered the same again, and counts once', async () => {
    const first = await charge('k1');
    const again = await charge('k1');
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true', 'original-request': 'req_1' });
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(providers.payments()).toHaveLength(1);
  });

  it('Y1: keeps a decline, though the card would be good now', async () => {
    providers.change({ cards: { pm_1: 'declines' } });
    await errorOf(charge('k1'));
    providers.change({ cards: { pm_1: 'ok' } });
    expect((await errorOf(charge('k1'))).code).toBe('card_declined');
    expect(providers.payments()).toHaveLength(1);
  });

  it('Y1: is refused with other parameters', async () => {
    await charge('k1');
    const error = await errorOf(charge('k1', { amount: 30_000 }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error.statusCode).toBe(400);
    expect(providers.payments()).toHaveLength(1);
  });

  it('is not used up by a request that was refused for its parameters', async () => {
    await errorOf(charge('k1', { amount: 0 }));
    expect(await charge('k1')).toMatchObject({ status: 'succeeded' });
  });
});

describe('a refund', () => {
  const refund = (key: string, amount?: number) =>
    providers.stripe.refunds.create(
      { payment_intent: 'pi_1', metadata: { booking: 'B-1' }, ...(amount === undefined ? {} : { amount }) },
      { idempotencyKey: key },
    );

  it('gives a part back, then the rest, and lists both', async () => {
    await charge('k1');
    providers.clock.nowMs += 3_600_000;
    await refund('r1', 16_500);
    await refund('r2');
    expect(providers.payments().slice(1)).toEqual([
      {
        atMs: Date.parse('2026-03-07T18:00:00Z'),
        booking: 'B-1',
        kind: 'refund',
        status: 'succeeded',
        amountCents: 16_500,
        key: 'r1',
      },
      expect.objectContaining({ kind: 'refund', amountCents: 3_500, key: 'r2' }),
    ]);
    const { data } = await providers.stripe.refunds.list({ payment_intent: 'pi_1' });
    expect(data.map(({ id }) => id)).toEqual(['re_2', 're_1']);
  });

  it('says of a charge without anything left that it is refunded already', async () => {
    await charge('k1');
    await refund('r1', 20_000);
    expect((await errorOf(refund('r2', 20_000))).code).toBe('charge_already_refunded');
  });

  it('never exceeds what is left, and says so otherwise than of a refunded charge', async () => {
    await charge('k1');
    await refund('r1', 10_000);
    const error = await errorOf(refund('r2', 10_001));
    expect([error.code, error.param]).toEqual([undefined, 'amount']);
  });

  it('of a declined charge is refused', async () => {
    providers.change({ cards: { pm_1: 'declines' } });
    await errorOf(charge('k1'));
    expect((await errorOf(refund('r1', 1))).code).toBe('payment_intent_unexpected_state');
  });

  it('of an unknown charge is refused', async () => {
    expect((await errorOf(refund('r1', 1))).code).toBe('resource_missing');
  });
});

describe('the list of payments', () => {
  it('goes page by page from the newest to the oldest since an instant', async () => {
    for (const key of ['k1', 'k2', 'k3', 'k4']) {
      await charge(key);
      providers.clock.nowMs += 60_000;
    }
    const seen: string[] = [];
    const since = { gte: Date.parse('2026-03-07T17:01:00Z') / 1000 };
    const first = await providers.stripe.paymentIntents.list({ created: since, limit: 2 });
    expect(first.has_more).toBe(true);
    for await (const { id } of providers.stripe.paymentIntents.list({ created: since, limit: 2 })) seen.push(id);
    expect(seen).toEqual(['pi_4', 'pi_3', 'pi_2']);
  });

  it('refuses a filter that it does not know, and a start that does not exist', async () => {
    expect((await errorOf(providers.stripe.paymentIntents.list({ customer: 'cus_1' }))).code).toBe('parameter_unknown');
    const unknownStart = providers.stripe.paymentIntents.list({ starting_after: 'pi_9' });
    expect((await errorOf(unknownStart)).code).toBe('resource_missing');
  });
});

describe('a payment method', () => {
  it('belongs to a customer, always the same', async () => {
    expect(await providers.stripe.paymentMethods.retrieve('pm_1')).toMatchObject({
      id: 'pm_1',
      type: 'card',
      customer: 'cus_of_pm_1',
    });
  });
});

describe('the provider', () => {
  it('Y2: fails every call while it is out, and forgets those calls', async () => {
    providers.change({ outages: { payments: true } });
    expect(await errorOf(charge('k1'))).toMatchObject({ statusCode: 503, type: 'StripeAPIError' });
    expect(await errorOf(providers.stripe.paymentMethods.retrieve('pm_1'))).toMatchObject({ statusCode: 503 });
    providers.change({ outages: { payments: false } });
    const { lastResponse, ...intent } = await charge('k1');
    expect(intent.id).toBe('pi_1');
    expect(lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(providers.payments()).toHaveLength(1);
  });

  it('wants its API key', async () => {
    const stranger = providers.stripeWith('sk_test_wrong');
    expect(await errorOf(stranger.paymentIntents.list())).toMatchObject({ statusCode: 401 });
  });

  it('answers 404 to what it does not have', async () => {
    expect(await errorOf(providers.stripe.customers.retrieve('cus_1'))).toMatchObject({ statusCode: 404 });
  });
});

describe('payments that are kept in a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'payments-'));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('are known after a restart, with their keys, and a line that was never finished is not', async () => {
    const path = join(directory, 'data', 'payments.jsonl');
    const restart = async () => {
      await providers.close();
      providers = await startTestProviders(path);
    };
    await restart();
    providers.clock.nowMs += 1_000;
    providers.change({ cards: { pm_2: 'declines' } });
    const intent = await charge('k1');
    await errorOf(charge('k2', { payment_method: 'pm_2', customer: 'cus_of_pm_2' }));
    await providers.stripe.refunds.create({ payment_intent: intent.id, amount: 500 }, { idempotencyKey: 'r1' });
    const seen = async () => [
      providers.payments(),
      (await providers.stripe.paymentIntents.list()).data,
      (await providers.stripe.refunds.list()).data,
    ];
    const before = await seen();

    await restart();
    expect(await seen()).toEqual(before);
    expect((await charge('k1')).id).toBe(intent.id);
    expect(await seen()).toEqual(before);

    appendFileSync(path, '{"atMs":');
    await restart();
    expect((await charge('k3')).id).toBe('pi_3');
    const after = await seen();
    await restart();
    expect(await seen()).toEqual(after);
  });
});
