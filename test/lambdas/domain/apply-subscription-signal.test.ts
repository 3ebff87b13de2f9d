import { describe, expect, it } from 'vitest';
import { applySubscriptionSignal } from '../../../lambdas/domain/apply-subscription-signal.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import type { SubscriptionState } from '../../../lambdas/domain/subscription.ts';
import { recordDecline, recordRenewal } from '../../../lambdas/domain/subscription-attempts.ts';
import {
  activated,
  answeredAt,
  begins,
  cancelledAtOnce,
  cancelledAtPeriodEnd,
  changedTo,
  lived,
  paused,
  plan,
  resumed,
  type SubscriptionStep,
  subscribed,
} from './subscription-support.ts';
import { ms } from './support.ts';

const inCycle0 = answeredAt(subscribed(activated()), begins[0], recordRenewal);
const at = '2026-02-10T00:00:00Z';
const dearer = { ...plan.plan, priceCents: 65_000 };

const effectOf = (
  state: SubscriptionState,
  [type, payload, handledAt, version = 1]: SubscriptionStep,
  key = 'signal#x',
) => applySubscriptionSignal(state, { key, type, version, payload }, ms(handledAt), defaultPolicy);

describe('an activation', () => {
  it('before the start has no cycle yet', () => {
    expect(subscribed(activated())).toMatchObject({ subscriptionId: 'S-1', content: plan, cycle: null, endedAt: null });
  });

  it('after the start begins in the cycle that is running', () => {
    expect(subscribed(activated({}, '2026-04-10T00:00:00Z')).cycle).toMatchObject({ number: 2, renewed: false });
  });

  it('at the very start begins in the first cycle', () => {
    expect(subscribed(activated({}, begins[0])).cycle).toMatchObject({ number: 0 });
  });

  it('of an open subscription is a change', () => {
    const again = lived(inCycle0, activated({ plan: dearer }, at));
    expect(again.content.plan.priceCents).toBe(65_000);
    expect(again.cycle).toEqual(inCycle0.cycle);
  });
});

describe('a change', () => {
  it('replaces the content, apart from start and zone', () => {
    const moved = { plan: dearer, paymentMethodId: 'pm_2', startsAt: '2026-01-01T00:00:00Z', zone: 'Asia/Tokyo' };
    expect(lived(inCycle0, changedTo(moved, at)).content).toEqual({ ...plan, plan: dearer, paymentMethodId: 'pm_2' });
  });

  it.each([
    ['an equal version', 1],
    ['a smaller one', 0],
  ])('with %s is stale', (_, version) => {
    const { state, effect } = effectOf(inCycle0, changedTo({ plan: dearer }, at, version));
    expect(effect).toBe('stale');
    expect(state).toEqual(inCycle0);
  });

  it('that comes a second time changes nothing and is not stale (A1)', () => {
    const once = effectOf(inCycle0, changedTo({ plan: dearer }, at, 7)).state as SubscriptionState;
    expect(effectOf(once, changedTo({ plan: dearer }, at, 7))).toEqual({ state: once, effect: 'unchanged' });
  });

  it('has versions apart from those of pauses', () => {
    const both = lived(inCycle0, paused(at, 9), changedTo({ plan: dearer }, at, 2));
    expect(both).toMatchObject({ contentVersion: 2, pauseVersion: 9, content: { plan: dearer } });
  });
});

describe('pause and resumption', () => {
  it('follow the greatest version, whichever comes first (A2)', () => {
    const overtaken = lived(inCycle0, resumed(at, 5));
    expect(effectOf(overtaken, paused(at, 4)).effect).toBe('stale');
    expect(lived(inCycle0, paused(at, 4), resumed(at, 5)).paused).toBeNull();
    expect(effectOf(lived(inCycle0, paused(at, 5)), resumed(at, 4)).effect).toBe('stale');
  });

  it('a pause ends the series of attempts', () => {
    const failing = answeredAt(subscribed(activated()), begins[0], recordDecline);
    expect(failing.cycle?.series?.failures).toHaveLength(1);
    expect(lived(failing, paused('2026-02-01T00:00:00Z')).cycle?.series).toBeNull();
  });

  it('a second pause keeps the instant of the first', () => {
    expect(lived(inCycle0, paused(at), paused('2026-02-11T00:00:00Z')).paused).toEqual({ handledAt: at });
  });

  it('one resumption ends pause and suspension', () => {
    const both: SubscriptionState = { ...lived(inCycle0, paused(at)), suspended: { cycle: 0, suspendedAt: at } };
    expect(lived(both, resumed('2026-02-11T00:00:00Z'))).toMatchObject({ paused: null, suspended: null });
  });

  it('a resumption that ends nothing leaves the series of attempts alone', () => {
    const failing = answeredAt(subscribed(activated()), begins[0], recordDecline);
    expect(lived(failing, resumed('2026-02-01T00:00:00Z')).cycle).toEqual(failing.cycle);
  });
});

describe('a cancellation', () => {
  it.each([
    ['at once', cancelledAtOnce(at), false],
    ['at period end', cancelledAtPeriodEnd(at), true],
  ])('%s is remembered as such', (_, step, atPeriodEnd) => {
    expect(lived(inCycle0, step).cancelled).toEqual({ handledAt: at, atPeriodEnd });
  });

  it('at period end is one at once before the first cycle begins', () => {
    const { cancelled } = subscribed(activated(), cancelledAtPeriodEnd('2026-01-31T08:00:00Z'));
    expect(cancelled?.atPeriodEnd).toBe(false);
  });

  it('at period end keeps the period where the activation came after the start', () => {
    const late = '2026-02-10T00:00:00Z';
    expect(subscribed(activated({}, late), cancelledAtPeriodEnd(late)).cancelled?.atPeriodEnd).toBe(true);
  });

  it('at once after one at period end counts, and never the other way round', () => {
    expect(lived(inCycle0, cancelledAtPeriodEnd(at), cancelledAtOnce(at)).cancelled?.atPeriodEnd).toBe(false);
    expect(lived(inCycle0, cancelledAtOnce(at), cancelledAtPeriodEnd(at)).cancelled?.atPeriodEnd).toBe(false);
  });

  it.each([
    ['an activation', activated({}, at, 9)],
    ['a change', changedTo({ plan: dearer }, at, 9)],
    ['a pause', paused(at, 9)],
    ['a resumption', resumed(at, 9)],
    ['another cancellation', cancelledAtOnce(at)],
  ])('at once is the end: %s changes nothing any more (A3)', (_, step) => {
    const over = lived(inCycle0, cancelledAtOnce(at));
    expect(effectOf(over, step)).toEqual({ state: over, effect: 'unchanged' });
  });

  it('at period end is not undone by a later event', () => {
    const later = lived(inCycle0, cancelledAtPeriodEnd(at), changedTo({ plan: dearer }, at), paused(at), resumed(at));
    expect(later.cancelled).toEqual({ handledAt: at, atPeriodEnd: true });
  });
});

describe('a signal', () => {
  it('of our own changes nothing', () => {
    expect(effectOf(inCycle0, ['legwork.restart', {}, at])).toEqual({ state: inCycle0, effect: 'unchanged' });
  });

  it('with another payload than its type has is refused', () => {
    expect(() => effectOf(inCycle0, ['SubscriptionCancelled', { subscriptionId: 'S-1' }, at])).toThrow(
      'signal.payload',
    );
  });

  it('of a subscription that was not activated is refused', () => {
    const signal = { key: 'signal#x', type: 'SubscriptionPaused', version: 1, payload: { subscriptionId: 'S-1' } };
    expect(() => applySubscriptionSignal(undefined, signal, ms(at), defaultPolicy)).toThrow('before the subscription');
  });
});
