import { describe, expect, it } from 'vitest';
import { ProviderUnavailable } from '../../../lambdas/domain/errors.ts';
import {
  activated,
  begins,
  cancelledAtOnce,
  cancelledAtPeriodEnd,
  changedTo,
  paused,
  plan,
  resumed,
} from '../domain/subscription-support.ts';
import { type Happening, playSubscription } from './support/play-subscription.ts';
import { createWorld, type World } from './support/world.ts';

// Cycles begin at 10:00 in Berlin on 31 January, 28 February, 31 March, 30 April.
const [first, second, third, fourth] = begins;

function begin() {
  const world = createWorld('2026-01-30T00:00:00Z');
  const play = (until: string, ...happenings: readonly Happening[]) => playSubscription(world, happenings, until);
  const switched = (at: string, change: (world: World) => void): Happening => ({ at, what: () => change(world) });
  const declines = (at: string) => switched(at, ({ declining }) => declining.add('pm_1'));
  const accepts = (at: string) => switched(at, ({ declining }) => declining.delete('pm_1'));
  const isOut = (at: string) => switched(at, ({ outages }) => outages.add('payments'));
  const isBack = (at: string) => switched(at, ({ outages }) => outages.delete('payments'));
  return { world, play, declines, accepts, isOut, isBack };
}

const paid = (world: World) =>
  world.charges.map(({ key, answer, amountCents, paymentMethodId }) =>
    [key.replace('subscription#S-1#cycle#', ''), answer, amountCents, paymentMethodId].join(' '),
  );
const told = (world: World) =>
  world.emitted.map(({ detailType, detail }) =>
    [detailType.replace('Subscription', ''), detail.cycle, detail.attempt]
      .filter((part) => part !== undefined)
      .join(' '),
  );

describe('the course of a subscription', () => {
  it('is charged cycle by cycle, each a run of its own, and ends with a period', async () => {
    const { world, play } = begin();
    const { done } = await play('2026-12-31T00:00:00Z', activated(), cancelledAtPeriodEnd('2026-04-10T00:00:00Z'));
    expect(done).toEqual([
      `charge 0 1.1 ${first}`,
      `continue ${second}`,
      `charge 1 1.1 ${second}`,
      `continue ${third}`,
      `charge 2 1.1 ${third}`,
      `close ${fourth}`,
    ]);
    expect(told(world)).toEqual(['Renewed 0', 'Renewed 1', 'Renewed 2', 'Closed 2']);
    expect([...world.schedules.values()].map(({ lookAt }) => lookAt)).toEqual([second, third]);
  });

  it('fails four times, is suspended, and is charged as it is resumed', async () => {
    const { world, play, declines, accepts } = begin();
    const { notified } = await play(
      '2026-03-31T00:00:00Z',
      activated(),
      declines('2026-02-27T00:00:00Z'),
      accepts('2026-03-06T00:00:00Z'),
      resumed('2026-03-07T02:00:00Z'),
    );
    expect(told(world)).toEqual([
      'Renewed 0',
      'PaymentFailed 1 1',
      'PaymentFailed 1 2',
      'PaymentFailed 1 3',
      'PaymentFailed 1 4',
      'Suspended 1',
      'Renewed 1',
    ]);
    expect(notified).toEqual(['1.1', '1.2', '1.3', '1.4'].map((attempt) => `payment-failed 1 ${attempt}`));
    expect(paid(world).at(-1)).toBe('1#charge#2.1 succeeded 60000 pm_1');
    expect([...world.schedules.values()].map(({ lookAt }) => lookAt)).toContain(third);
  });

  it('charges no cycle that begins while it is suspended, and withdraws its reminder', async () => {
    const { world, play, declines } = begin();
    await play('2026-05-15T00:00:00Z', declines('2026-01-30T04:00:00Z'), activated());
    expect(told(world).slice(-2)).toEqual(['PaymentFailed 0 4', 'Suspended 0']);
    expect(world.subscription().cycle?.number).toBe(3);
    expect(world.schedules.size).toBe(0);
  });

  it('takes a new price and a new payment method with the next charge', async () => {
    const { world, play, declines } = begin();
    await play(
      '2026-02-10T00:00:00Z',
      declines('2026-01-30T04:00:00Z'),
      activated(),
      changedTo({ plan: { ...plan.plan, priceCents: 65_000 }, paymentMethodId: 'pm_2' }, '2026-01-31T12:00:00Z'),
    );
    expect(paid(world)).toEqual(['0#charge#1.1 declined 60000 pm_1', '0#charge#1.2 succeeded 65000 pm_2']);
  });

  it('renews without a payment where the price is 0, the provider being out or not', async () => {
    const { world, play, isOut } = begin();
    const free = { plan: { ...plan.plan, priceCents: 0 } };
    await play('2026-03-10T00:00:00Z', isOut('2026-01-30T00:00:00Z'), activated(free));
    expect(told(world)).toEqual(['Renewed 0', 'Renewed 1']);
    expect(world.charges).toEqual([]);
  });

  it('paused over a cycle, charges that cycle as it is resumed, and no other', async () => {
    const { world, play } = begin();
    const { done } = await play(
      '2026-04-20T00:00:00Z',
      activated(),
      paused('2026-02-10T00:00:00Z'),
      resumed('2026-04-05T00:00:00Z'),
    );
    expect(done.filter((what) => what.startsWith('charge'))).toEqual([
      `charge 0 1.1 ${first}`,
      'charge 2 1.1 2026-04-05T00:00:00Z',
    ]);
    expect(told(world)).toEqual(['Renewed 0', 'Renewed 2']);
  });

  it('cancelled before the first cycle closes at once with cycle 0, and charges nothing', async () => {
    const { world, play } = begin();
    await play('2026-03-01T00:00:00Z', activated(), cancelledAtPeriodEnd('2026-01-30T12:00:00Z'));
    expect(told(world)).toEqual(['Closed 0']);
    expect(world.charges).toEqual([]);
  });
});

describe('an outage of the payment provider', () => {
  it('of a day counts as a failed attempt; the next ones count from the first', async () => {
    const { world, play, isOut, isBack } = begin();
    const { done, notified } = await play(
      '2026-02-10T00:00:00Z',
      activated(),
      isOut('2026-01-31T00:00:00Z'),
      isBack('2026-02-01T08:50:00Z'),
    );
    expect(notified).toEqual(['payment-failed 0 1.1']);
    expect(done.filter((what) => what.startsWith('charge 0 1.1'))).toHaveLength(100);
    expect(done.at(-1)).toBe('charge 0 1.2 2026-02-01T09:00:00Z');
    expect(told(world)).toEqual(['PaymentFailed 0 1', 'Renewed 0']);
  });

  it('that never ends suspends after four such days', async () => {
    const { world, play, isOut } = begin();
    const { done } = await play('2026-02-20T00:00:00Z', isOut('2026-01-30T00:00:00Z'), activated());
    expect(done.at(-1)).toBe('suspend 2026-02-06T08:45:30Z');
    expect(told(world)).toEqual(['1', '2', '3', '4'].map((n) => `PaymentFailed 0 ${n}`).concat('Suspended 0'));
  });

  it.each([
    ['a cancellation at once', cancelledAtOnce('2026-01-31T12:00:00Z'), ['Closed 0']],
    ['a pause', paused('2026-01-31T12:00:00Z'), []],
  ])('during which there is %s: nothing is charged when it is over', async (_, step, expected) => {
    const { world, play, isOut, isBack } = begin();
    await play(
      '2026-02-20T00:00:00Z',
      activated(),
      isOut('2026-01-31T00:00:00Z'),
      step,
      isBack('2026-01-31T13:00:00Z'),
    );
    expect(world.charges).toEqual([]);
    expect(told(world)).toEqual(expected);
  });

  it('takes a new price and payment method with the call that gets through', async () => {
    const { world, play, isOut, isBack } = begin();
    await play(
      '2026-02-20T00:00:00Z',
      activated(),
      isOut('2026-01-31T00:00:00Z'),
      changedTo({ paymentMethodId: 'pm_2' }, '2026-01-31T12:00:00Z'),
      isBack('2026-01-31T12:10:00Z'),
    );
    expect(paid(world)).toEqual(['0#charge#1.1 succeeded 60000 pm_2']);
  });

  it('in which a call went through unheard never charges a cycle twice', async () => {
    const { world, play, isBack } = begin();
    world.onCharge = () => {
      world.outages.add('payments');
      throw new ProviderUnavailable('payments', 'the answer was lost');
    };
    await play(
      '2026-02-20T00:00:00Z',
      activated(),
      paused('2026-01-31T12:00:00Z'),
      isBack('2026-01-31T13:00:00Z'),
      resumed('2026-02-02T00:00:00Z'),
    );
    expect(paid(world)).toEqual(['0#charge#1.1 succeeded 60000 pm_1']);
    expect(told(world)).toEqual(['Renewed 0']);
  });
});
