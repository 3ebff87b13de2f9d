import { describe, expect, it } from 'vitest';
import { createChargeSubscription } from '../../../lambdas/activities/charge-subscription.ts';
import {
  activated,
  begins,
  callAt,
  changedTo,
  lived,
  paused,
  plan,
  type SubscriptionStep,
  subscribed,
} from '../domain/subscription-support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

const due = begins[0];
const { state, name } = callAt(subscribed(activated()), due);
const input = { workflow: { type: 'subscription', id: 'S-1', run: 1 }, call: name };
const key = 'subscription#S-1#cycle#0#charge#1.1';

function decidedCall(record = state) {
  const world = createWorld(due);
  world.subscriptionStates.set('S-1', { ...record, revision: 1 });
  const dependencies = dependenciesOf(world);
  const handler = createChargeSubscription(() => dependencies, world.platform);
  const charge = (more: object = {}) => world.invoke(handler, { ...input, ...more });
  /** The record as these steps leave it, written by nobody who is at work. */
  const step = (...steps: readonly SubscriptionStep[]) => {
    const { revision } = world.subscription();
    world.subscriptionStates.set('S-1', { ...lived(world.subscription(), ...steps), revision });
  };
  return { world, charge, step };
}

const powerCut = () => {
  throw new Error('power cut');
};

describe('a call that charges a cycle', () => {
  it('is answered the same when it is repeated, and charges once', async () => {
    const { world, charge } = decidedCall();
    expect(await charge()).toEqual({ outcome: 'renewed', at: due });
    expect(await charge()).toEqual({ outcome: 'renewed', at: due });
    expect(world.charges).toMatchObject([
      { key, subject: { subscriptionId: 'S-1' }, purpose: 'subscription', amountCents: 60_000, currency: 'EUR' },
    ]);
    expect(world.emitted).toMatchObject([
      { detailType: 'SubscriptionRenewed', detail: { subscriptionId: 'S-1', cycle: 0 } },
    ]);
  });

  it('that is declined tells of it with its number', async () => {
    const { world, charge } = decidedCall();
    world.declining.add('pm_1');
    expect(await charge()).toEqual({ outcome: 'failed', at: due });
    expect(world.emitted).toMatchObject([
      { detailType: 'SubscriptionPaymentFailed', detail: { subscriptionId: 'S-1', cycle: 0, attempt: 1 } },
    ]);
  });

  it.each(['succeeded', 'declined'])('that crashed before it was recorded is found again: %s (P1)', async (status) => {
    const { world, charge } = decidedCall();
    if (status === 'declined') world.declining.add('pm_1');
    world.onCharge = powerCut;
    await expect(charge()).rejects.toThrow();
    world.declining.clear();
    expect(await charge()).toMatchObject({ outcome: status === 'declined' ? 'failed' : 'renewed' });
    expect(world.charges).toHaveLength(1);
  });

  it('that was recorded and not told of is told of, without another charge (P2)', async () => {
    const { world, charge } = decidedCall();
    world.outages.add('bus');
    await expect(charge()).rejects.toThrow();
    expect(world.subscription().cycle).toMatchObject({ renewed: true, call: { status: 'answered' } });
    world.outages.clear();
    expect(await charge()).toEqual({ outcome: 'renewed', at: due });
    expect(world.charges).toHaveLength(1);
    expect(world.told()).toEqual(['SubscriptionRenewed']);
  });

  it('that gets no answer is an answer to the workflow, which calls again at its time', async () => {
    const { world, charge } = decidedCall();
    world.outages.add('payments');
    expect(await charge()).toEqual({ outcome: 'unanswered', at: null });
    // Step Functions asks again where the answer of the function was lost.
    world.outages.clear();
    expect(await charge()).toEqual({ outcome: 'unanswered', at: null });
    expect(world.subscription().cycle?.call).toMatchObject({ status: 'unanswered', retries: 1 });
    expect(world.charges).toEqual([]);
    expect(world.emitted).toEqual([]);
  });

  it('of a price of 0 asks nobody', async () => {
    const { world, charge, step } = decidedCall();
    step(changedTo({ plan: { ...plan.plan, priceCents: 0 } }, due));
    world.outages.add('payments');
    expect(await charge()).toMatchObject({ outcome: 'renewed' });
    expect(world.told()).toEqual(['SubscriptionRenewed']);
  });

  it('that nobody wants any more charges nothing', async () => {
    const { world, charge, step } = decidedCall();
    step(paused(due));
    expect(await charge()).toEqual({ outcome: 'obsolete', at: null });
    expect(world.subscription().cycle?.call).toBeNull();
    expect(world.charges).toEqual([]);
    expect(world.emitted).toEqual([]);
  });

  it('that nobody wants any more is told of where it has gone through', async () => {
    const { world, charge, step } = decidedCall();
    world.onCharge = powerCut;
    await expect(charge()).rejects.toThrow();
    step(paused(due));
    expect(await charge()).toMatchObject({ outcome: 'renewed' });
    expect(world.subscription()).toMatchObject({ paused: { handledAt: due }, cycle: { renewed: true } });
  });

  it('that nobody wants any more is looked for later where the provider is out', async () => {
    const { world, charge, step } = decidedCall();
    world.onCharge = powerCut;
    await expect(charge()).rejects.toThrow();
    step(paused(due));
    world.outages.add('payments');
    expect(await charge()).toEqual({ outcome: 'obsolete', at: null });
    expect(world.subscription().cycle).toMatchObject({ call: null, unanswered: [{ series: 1, attempt: 1 }] });
  });

  it('finds the payment of an attempt that was given up without an answer (P1)', async () => {
    const { world, charge } = decidedCall({
      ...state,
      cycle: state.cycle && { ...state.cycle, unanswered: [{ series: 1, attempt: 9, dueAt: due }] },
    });
    const lost = {
      key: key.replace('1.1', '1.9'),
      subject: { subscriptionId: 'S-1' },
      purpose: 'subscription',
    } as const;
    const money = { amountCents: 60_000, currency: 'EUR', paymentMethodId: 'pm_1' };
    world.charges.push({ ...lost, ...money, answer: 'succeeded' });
    expect(await charge()).toMatchObject({ outcome: 'renewed' });
    expect(world.charges).toHaveLength(1);
  });

  it('that is another one than the record has does nothing', async () => {
    const { world, charge } = decidedCall();
    expect(await charge({ call: { ...name, attempt: 2 } })).toEqual({ outcome: 'obsolete', at: null });
    expect(world.charges).toEqual([]);
  });

  it('of a run that was replaced does nothing', async () => {
    const { world, charge } = decidedCall();
    world.run = 2;
    await expect(charge()).rejects.toMatchObject({ name: 'Fenced' });
    expect(world.charges).toEqual([]);
  });

  it('is refused without its name', async () => {
    await expect(decidedCall().charge({ call: null })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
