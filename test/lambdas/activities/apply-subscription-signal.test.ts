import { describe, expect, it } from 'vitest';
import { createApplySubscriptionSignal } from '../../../lambdas/activities/apply-subscription-signal.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { recordRenewal } from '../../../lambdas/domain/subscription-attempts.ts';
import {
  activated,
  begins,
  callAt,
  cancelledAtOnce,
  plan,
  type SubscriptionStep,
  subscribed,
} from '../domain/subscription-support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

function workflow() {
  const world = createWorld('2026-01-30T05:00:00Z');
  const dependencies = dependenciesOf(world);
  const handler = createApplySubscriptionSignal(() => dependencies, world.platform);
  const run = { type: 'subscription', id: 'S-1', run: 1 };
  const ask = (more: object) =>
    world.invoke(handler, { workflow: run, signal: null, more: false, told: null, milestone: null, ...more });
  /** A signal as the wait hands it on. */
  const take = ([type, payload, at]: SubscriptionStep, more: object = {}) => {
    const sk = `signal#${at}#${type}`;
    world.payloads.set(sk, payload);
    return ask({ signal: { sk, type, version: 1 }, at, ...more });
  };
  return { world, ask, take };
}

describe('applying a signal to a subscription', () => {
  it('begins it, and says when its first cycle is due', async () => {
    const { world, take } = workflow();
    expect(await take(activated())).toEqual({
      phase: 'scheduled',
      action: 'wait',
      waitUntil: begins[0],
      cycle: null,
      call: null,
      remindersOutOfSync: true,
    });
    expect(world.subscription()).toMatchObject({ revision: 1, content: plan });
  });

  it('decides nothing while further signals wait: a cancellation that overtook the activation charges nothing', async () => {
    const { world, take } = workflow();
    const late = '2026-02-10T00:00:00Z';
    expect(await take(activated({}, late), { more: true })).toMatchObject({
      action: 'wait',
      waitUntil: null,
      cycle: 0,
    });
    expect(await take(cancelledAtOnce(late))).toMatchObject({ action: 'close', phase: 'closing', cycle: 0 });
    expect(world.subscription().cycle?.call).toBeNull();
  });

  it('writes once what was applied and decided, and nothing where nothing changes', async () => {
    const { world, ask, take } = workflow();
    await take(activated({}, begins[0]));
    expect(world.subscription()).toMatchObject({ revision: 1, cycle: { call: { status: 'decided' } } });
    await ask({ at: begins[0] });
    expect(world.subscription().revision).toBe(1);
  });

  it('changes nothing by a signal that was applied and cleaned before', async () => {
    const { world, ask, take } = workflow();
    await take(activated());
    const signal = { sk: 'signal#gone', type: 'SubscriptionCancelled', version: 2 };
    expect(await ask({ signal, at: '2026-01-30T06:00:00Z' })).toMatchObject({ action: 'wait', phase: 'scheduled' });
    expect(world.subscription().revision).toBe(1);
  });

  it('counts a stale one', async () => {
    const { world, take } = workflow();
    await take(activated());
    await take(['SubscriptionChanged', { subscription: plan }, '2026-01-30T06:00:00Z']);
    expect(world.platform.counted).toEqual({ SignalStale: 1 });
  });

  it('judges a milestone that has come by its own instant, however late the code runs', async () => {
    const { world, ask, take } = workflow();
    await take(activated());
    await ask({ at: '2026-01-31T09:00:40Z', milestone: begins[0] });
    expect(world.subscription().cycle?.call?.dueAt).toBe(begins[0]);
  });

  it('comes back to an answer until the world was told of it', async () => {
    const { world, ask } = workflow();
    const { state, name } = callAt(subscribed(activated()), begins[0]);
    world.subscriptionStates.set('S-1', { ...recordRenewal(state, name, defaultPolicy), revision: 1 });
    expect(await ask({ at: begins[0] })).toMatchObject({ action: 'charge', call: name });
    expect(await ask({ at: begins[0], told: name })).toMatchObject({ action: 'wait', call: null, phase: 'active' });
  });

  it('without a subscription answers that there is none', async () => {
    const { ask } = workflow();
    expect(await ask({ at: '2026-01-30T05:00:00Z' })).toMatchObject({ phase: 'new', action: 'wait', waitUntil: null });
  });
});
