import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import type { SubscriptionState } from '../../../lambdas/domain/subscription.ts';
import { recordDecline, recordNoAnswer, recordRenewal } from '../../../lambdas/domain/subscription-attempts.ts';
import { decideSubscription } from '../../../lambdas/domain/subscription-plan.ts';
import {
  activated,
  answeredAt,
  begins,
  callAt,
  cancelledAtOnce,
  cancelledAtPeriodEnd,
  decideAt,
  lived,
  paused,
  resumed,
  subscribed,
  waitUntil,
} from './subscription-support.ts';
import { ms } from './support.ts';

const renewedOnce = answeredAt(subscribed(activated()), begins[0], recordRenewal);
const renewedTwice = answeredAt(renewedOnce, begins[1], recordRenewal);
const charge = (series: number, attempt: number, dueAt: string) => ({
  action: 'charge',
  call: { series, attempt, dueAt },
});

/** Cycle 1, and its attempts of 28 February, 1, 3 and 5 March. */
const attempts = ['2026-02-28T09:00:00Z', '2026-03-01T09:00:00Z', '2026-03-03T09:00:00Z', '2026-03-05T09:00:00Z'];
const failedTimes = (times: number): SubscriptionState =>
  attempts.slice(0, times).reduce((state, at) => answeredAt(state, at, recordDecline), renewedOnce);
const suspended: SubscriptionState = {
  ...failedTimes(4),
  suspended: { cycle: 1, suspendedAt: attempts[3] as string },
  cycle: { ...(failedTimes(4).cycle as NonNullable<SubscriptionState['cycle']>), series: null },
};

describe('a cycle', () => {
  it('is charged as it begins, the first included', () => {
    const fresh = subscribed(activated());
    expect(decideAt(fresh, '2026-01-30T05:00:00Z').decision).toEqual(waitUntil(begins[0]));
    expect(decideAt(fresh, begins[0]).decision).toMatchObject(charge(1, 1, begins[0]));
    expect(decideAt(fresh, begins[0]).state.cycle?.number).toBe(0);
  });

  it('that is paid is followed by the next, each at its own instant', () => {
    expect(decideAt(renewedOnce, begins[0]).decision).toEqual(waitUntil(begins[1]));
    expect(decideAt(renewedTwice, begins[1]).decision).toEqual(waitUntil(begins[2]));
    expect(callAt(renewedTwice, begins[2]).name).toEqual({ cycle: 2, series: 1, attempt: 1 });
  });

  it('that is running as the subscription is activated is charged at once, and no earlier one ever is (S2)', () => {
    const at = '2026-04-10T00:00:00Z';
    const late = subscribed(activated({}, at));
    expect(callAt(late, at).name).toEqual({ cycle: 2, series: 1, attempt: 1 });
    expect(decideAt(answeredAt(late, at, recordRenewal), at).decision).toEqual(waitUntil(begins[3]));
  });

  it('that passed while nobody looked is not charged: the one that runs is', () => {
    expect(callAt(renewedOnce, '2026-05-10T00:00:00Z').name).toEqual({ cycle: 3, series: 1, attempt: 1 });
  });
});

describe('a failed payment', () => {
  it.each([1, 2, 3])('%i times is tried again so many days after the first attempt (S3)', (times) => {
    const due = attempts[times] as string;
    expect(decideAt(failedTimes(times), attempts[times - 1] as string).decision).toEqual(waitUntil(due));
    expect(decideAt(failedTimes(times), due).decision).toMatchObject(charge(1, times + 1, due));
  });

  it('four times suspends the subscription', () => {
    expect(decideAt(failedTimes(4), attempts[3] as string).decision).toEqual({ action: 'suspend' });
  });

  it('is tried again at the times that the policy says', () => {
    const policy = { ...defaultPolicy, subscriptions: { retryAfterDays: [2] } };
    const next = decideSubscription(failedTimes(1), ms(attempts[0] as string), policy).decision;
    expect(next).toEqual(waitUntil('2026-03-02T09:00:00Z'));
    const none = decideSubscription(failedTimes(2), ms('2026-03-02T09:00:00Z'), policy).decision;
    expect(none).toEqual({ action: 'suspend' });
  });

  it('in days of 24 hours, also where the clocks change', () => {
    const spring = subscribed(activated({ startsAt: '2026-03-28T09:00:00Z' }, '2026-03-01T00:00:00Z'));
    const failed = answeredAt(spring, '2026-03-28T09:00:00Z', recordDecline);
    expect(decideAt(failed, '2026-03-28T09:00:00Z').decision).toEqual(waitUntil('2026-03-29T09:00:00Z'));
  });

  it('is not tried again in the next cycle, which has a series of its own', () => {
    const resumedLate = lived(suspended, resumed('2026-03-30T08:00:00Z'));
    const failed = answeredAt(resumedLate, '2026-03-30T08:00:00Z', recordDecline);
    // The second attempt would be due just as the next cycle begins.
    expect(decideAt(failed, '2026-03-30T08:00:00Z').decision).toEqual(waitUntil(begins[2]));
    expect(callAt(failed, begins[2]).name).toEqual({ cycle: 2, series: 1, attempt: 1 });
  });
});

describe('an outage', () => {
  const out = (state: SubscriptionState, at: string) => answeredAt(state, at, recordNoAnswer);

  it('has the call made again by the backoff, counted from the instant that was due', () => {
    let state = renewedOnce;
    const made: string[] = [];
    let at: string = begins[1];
    for (let call = 0; call < 8; call += 1) {
      made.push(at.slice(11, 19));
      state = out(state, at);
      const { decision } = decideAt(state, at);
      if (decision.action !== 'wait') throw new Error(decision.action);
      at = new Date(decision.untilMs).toISOString();
    }
    expect(made).toEqual([
      '09:00:00',
      '09:00:30',
      '09:01:30',
      '09:03:30',
      '09:07:30',
      '09:15:30',
      '09:30:30',
      '09:45:30',
    ]);
  });

  it('of a day is a failed attempt, and the next one counts from the first attempt', () => {
    let { state, name } = callAt(renewedOnce, begins[1]);
    let calls = 0;
    while (state.cycle?.call?.answer === null) {
      state = recordNoAnswer(state, name, defaultPolicy);
      calls += 1;
    }
    expect(calls).toBe(100);
    const answer = { outcome: 'failed', at: '2026-03-01T08:45:30Z' };
    expect(state.cycle).toMatchObject({
      call: { answer },
      series: { failures: [{ reason: 'outage', failedAt: answer.at }] },
    });
    const told = answeredAt(state, '2026-03-01T08:45:30Z', (recorded) => recorded);
    expect(decideAt(told, '2026-03-01T08:45:30Z').decision).toEqual(waitUntil('2026-03-01T09:00:00Z'));
    name = callAt(told, '2026-03-01T09:00:00Z').name;
    expect(name.attempt).toBe(2);
  });

  it('that ends in a decline counts the further attempts from the first one too', () => {
    const declined = answeredAt(out(renewedOnce, begins[1]), '2026-02-28T09:00:30Z', recordDecline);
    expect(declined.cycle?.series?.failures).toEqual([{ reason: 'declined', failedAt: '2026-02-28T09:00:30Z' }]);
    expect(decideAt(declined, '2026-02-28T09:00:30Z').decision).toEqual(waitUntil('2026-03-01T09:00:00Z'));
  });

  it.each([
    ['a pause', paused('2026-02-28T09:00:10Z'), waitUntil(begins[2])],
    ['a cancellation', cancelledAtOnce('2026-02-28T09:00:10Z'), { action: 'close' }],
  ])('ends with %s: the call is not made again', (_, step, expected) => {
    const ended = lived(out(renewedOnce, begins[1]), step);
    expect(ended.cycle).toMatchObject({ series: null, call: null, unanswered: [{ series: 1, attempt: 1 }] });
    expect(decideAt(ended, '2026-02-28T09:00:30Z').decision).toEqual(expected);
  });

  it('that lasts into the next cycle ends with it', () => {
    const late = lived(suspended, resumed('2026-03-31T07:59:50Z'));
    const waiting = out(late, '2026-03-31T07:59:50Z');
    expect(decideAt(waiting, '2026-03-31T07:59:50Z').decision).toEqual(waitUntil(begins[2]));
    expect(callAt(waiting, begins[2]).name).toEqual({ cycle: 2, series: 1, attempt: 1 });
  });
});

describe('paused or suspended', () => {
  it('cycles are counted and not charged', () => {
    for (const state of [lived(renewedOnce, paused('2026-02-10T00:00:00Z')), suspended]) {
      const { state: later, decision } = decideAt(state, begins[2]);
      expect(later.cycle).toMatchObject({ number: 2, renewed: false, series: null });
      expect(decision).toEqual(waitUntil(begins[3]));
    }
  });

  it('at the very instant of a beginning counts before it', () => {
    expect(decideAt(lived(renewedOnce, paused(begins[1])), begins[1]).decision).toEqual(waitUntil(begins[2]));
  });

  it('and resumed, a cycle that was not paid is charged at once, as a new series', () => {
    const at = '2026-03-07T02:00:00Z';
    expect(decideAt(lived(suspended, resumed(at)), at).decision).toMatchObject(charge(2, 1, at));
    const later = decideAt(lived(renewedOnce, paused('2026-02-10T00:00:00Z')), begins[1]).state;
    expect(decideAt(lived(later, resumed(at)), at).decision).toMatchObject(charge(1, 1, at));
  });

  it('and resumed, a cycle that was paid is not charged again', () => {
    const back = lived(renewedOnce, paused('2026-02-10T00:00:00Z'), resumed('2026-02-11T00:00:00Z'));
    expect(decideAt(back, '2026-02-11T00:00:00Z').decision).toEqual(waitUntil(begins[1]));
  });

  it('and resumed before the first cycle, nothing is charged before it', () => {
    const back = subscribed(activated(), paused('2026-01-30T06:00:00Z'), resumed('2026-01-30T07:00:00Z'));
    expect(decideAt(back, '2026-01-30T07:00:00Z').decision).toEqual(waitUntil(begins[0]));
  });

  it('and resumed just as a cycle begins, only that one is charged', () => {
    const back = lived(decideAt(suspended, '2026-03-10T00:00:00Z').state, resumed(begins[2]));
    expect(callAt(back, begins[2]).name).toEqual({ cycle: 2, series: 1, attempt: 1 });
  });

  it('neither, a resumption brings no attempt forward', () => {
    const failing = lived(failedTimes(1), resumed('2026-02-28T10:00:00Z'));
    expect(decideAt(failing, '2026-02-28T10:00:00Z').decision).toEqual(waitUntil(attempts[1] as string));
  });
});

describe('the end', () => {
  const at = '2026-02-10T00:00:00Z';

  it('at once closes at once (S4)', () => {
    const { state, decision } = decideAt(lived(renewedOnce, cancelledAtOnce(at)), at);
    expect(decision).toEqual({ action: 'close' });
    expect(state).toMatchObject({ endedAt: at, cycle: { number: 0 } });
  });

  it('at the end of the period closes as the next cycle would begin (S4)', () => {
    const ending = lived(renewedOnce, cancelledAtPeriodEnd(at));
    expect(decideAt(ending, at).decision).toEqual(waitUntil(begins[1]));
    const { state, decision } = decideAt(ending, begins[1]);
    expect(decision).toEqual({ action: 'close' });
    expect(state).toMatchObject({ endedAt: begins[1], cycle: { number: 0 } });
  });

  it('at the end of the period stops no attempt of the cycle', () => {
    const ending = lived(failedTimes(1), cancelledAtPeriodEnd('2026-02-28T12:00:00Z'));
    expect(decideAt(ending, attempts[1] as string).decision).toMatchObject(charge(1, 2, attempts[1] as string));
  });

  it('at the end of the period comes while paused too', () => {
    const ending = lived(renewedOnce, cancelledAtPeriodEnd(at), paused(at));
    expect(decideAt(ending, begins[1]).decision).toEqual({ action: 'close' });
  });

  it.each([
    ['at once', cancelledAtOnce(begins[1])],
    ['at period end', cancelledAtPeriodEnd(begins[1])],
  ])('%s that was asked for at the very instant of a beginning ends the cycle before it', (_, step) => {
    const { state, decision } = decideAt(lived(renewedOnce, step), begins[1]);
    expect(decision).toEqual({ action: 'close' });
    expect(state.cycle?.number).toBe(0);
  });

  it('of a subscription whose cancellation overtook its activation charges nothing', () => {
    const late = '2026-02-10T00:00:00Z';
    expect(decideAt(subscribed(activated({}, late), cancelledAtOnce(late)), late).decision).toEqual({
      action: 'close',
    });
  });

  it('waits for a call that was decided: it may have gone through (S1)', () => {
    const { state } = callAt(renewedOnce, begins[1]);
    for (const step of [cancelledAtOnce(begins[1]), paused(begins[1])]) {
      expect(decideAt(lived(state, step), begins[1]).decision).toMatchObject(charge(1, 1, begins[1]));
    }
  });

  it('is decided once', () => {
    const { state } = decideAt(lived(renewedOnce, cancelledAtOnce(at)), at);
    expect(decideAt(state, '2026-02-11T00:00:00Z')).toEqual({ state, decision: { action: 'close' } });
  });
});
