import { describe, expect, it } from 'vitest';
import { assessed, cancelled, changed, confirmed, returned, type Step } from '../domain/support.ts';
import { playDeposit } from './support/play-deposit.ts';
import { createWorld } from './support/world.ts';

// The booking starts on 10 March at 17:00.
const card = (world: ReturnType<typeof createWorld>) =>
  world.charges.map(({ amountCents, paymentMethodId, answer }) => `${answer} ${amountCents} ${paymentMethodId}`);

function begin(...steps: readonly Step[]) {
  const world = createWorld('2026-03-01T09:00:00Z');
  const lived: Step[] = [...steps];
  world.live(...lived);
  /** One more step of the booking, at its own instant. */
  const then = (step: Step) => ({
    at: step[2],
    what: () => {
      lived.push(step);
      world.live(...lived);
    },
  });
  return { world, then };
}

describe('the course of a deposit', () => {
  it('is charged, refunded after the assessment, and closed', async () => {
    const { world, then } = begin(confirmed());
    const decisions = await playDeposit(world, [
      then(returned('2026-03-13T16:40:00Z')),
      then(assessed(3_500, '2026-03-13T18:00:00Z')),
    ]);
    expect(decisions).toEqual([
      'wait 2026-03-01T09:00:00Z',
      'charge 2026-03-07T17:00:00Z',
      'wait 2026-03-07T17:00:00Z',
      'wait 2026-03-13T16:40:00Z',
      'settle 2026-03-13T18:00:00Z',
      'close 2026-03-13T18:00:00Z',
    ]);
    expect(world.refunds).toMatchObject([{ paymentId: 'pi_1', amountCents: 16_500 }]);
    expect(world.emitted.map(({ detailType, detail }) => [detailType, detail.amountCents, detail.keptCents])).toEqual([
      ['DepositCharged', 20_000, undefined],
      ['DepositRefunded', 16_500, 3_500],
    ]);
  });

  it('is kept without a refund where the assessment is as high', async () => {
    const { world, then } = begin(confirmed(), assessed(20_000, '2026-03-02T00:00:00Z'));
    await playDeposit(world, [then(returned('2026-03-13T16:40:00Z'))]);
    expect(world.refunds).toEqual([]);
    expect(world.emitted.at(-1)).toMatchObject({
      detailType: 'DepositKept',
      detail: { amountCents: 20_000, keptCents: 20_000 },
    });
  });

  it('is declined to the end: four attempts, one escalation', async () => {
    const { world, then } = begin(confirmed());
    world.declining.add('pm_1');
    const decisions = await playDeposit(world, [then(cancelled('2026-03-10T14:00:00Z'))]);
    expect(decisions.filter((decision) => !decision.startsWith('wait'))).toEqual([
      'charge 2026-03-07T17:00:00Z',
      'charge 2026-03-08T17:00:00Z',
      'charge 2026-03-09T17:00:00Z',
      'charge 2026-03-10T13:00:00Z',
      'escalate 2026-03-10T13:00:00Z',
      'close 2026-03-10T14:00:00Z',
    ]);
    expect(world.told()).toEqual([...Array(4).fill('DepositDeclined'), 'DepositEscalated']);
    expect(world.emitted.map(({ detail }) => detail.attempt)).toEqual([1, 2, 3, 4, undefined]);
  });

  it('is charged by a new payment method after the escalation', async () => {
    const { world, then } = begin(confirmed());
    world.declining.add('pm_1').add('pm_2');
    await playDeposit(world, [
      then(changed({ paymentMethodId: 'pm_2' }, '2026-03-10T14:00:00Z', 2)),
      then(changed({ paymentMethodId: 'pm_3' }, '2026-03-11T00:00:00Z', 3)),
    ]);
    expect(card(world).slice(-2)).toEqual(['declined 20000 pm_2', 'succeeded 20000 pm_3']);
    expect(world.told().filter((type) => type === 'DepositEscalated')).toHaveLength(1);
    expect(world.emitted.at(-1)?.detailType).toBe('DepositCharged');
  });

  it('is charged once an outage ends, by what the booking says then', async () => {
    const { world, then } = begin(confirmed());
    world.outages.add('payments');
    const change = { paymentMethodId: 'pm_2', deposit: { amountCents: 30_000, currency: 'USD' } };
    await playDeposit(world, [
      then(changed(change, '2026-03-07T17:02:00Z', 2)),
      { at: '2026-03-07T17:03:00Z', what: () => world.outages.clear() },
    ]);
    expect(card(world)).toEqual(['succeeded 30000 pm_2']);
    expect(world.deposit().charge?.chargedAt).toBe('2026-03-07T17:03:30Z');
  });

  it('counts a decline after an outage from its answer', async () => {
    const { world } = begin(confirmed());
    world.outages.add('payments');
    world.declining.add('pm_1');
    const decisions = await playDeposit(world, [{ at: '2026-03-07T17:03:00Z', what: () => world.outages.clear() }]);
    expect(decisions.filter((decision) => decision.startsWith('charge')).slice(0, 2)).toEqual([
      'charge 2026-03-07T17:00:00Z',
      'charge 2026-03-08T17:03:30Z',
    ]);
  });

  it('is handed over with the last failed call of an outage; a new payment method is still tried', async () => {
    const { world, then } = begin(confirmed());
    world.outages.add('payments');
    const escalatedAt: number[] = [];
    await playDeposit(world, [
      {
        at: '2026-03-09T00:00:00Z',
        what: () => {
          escalatedAt.push(...world.emitted.map(({ detail }) => Date.parse(detail.occurredAt)));
          world.outages.clear();
        },
      },
      then(changed({ paymentMethodId: 'pm_2' }, '2026-03-09T01:00:00Z', 2)),
    ]);
    expect(escalatedAt).toEqual([Date.parse('2026-03-08T16:45:30Z')]);
    expect(world.told()).toEqual(['DepositEscalated', 'DepositCharged']);
    expect(card(world)).toEqual(['succeeded 20000 pm_2']);
  });

  it('is not charged where the booking was cancelled while the call was retried, and nobody is troubled', async () => {
    const { world, then } = begin(confirmed());
    world.outages.add('payments');
    const decisions = await playDeposit(world, [
      then(cancelled('2026-03-07T18:00:00Z')),
      { at: '2026-03-07T20:00:00Z', what: () => world.outages.clear() },
    ]);
    expect(world.charges).toEqual([]);
    expect(world.emitted).toEqual([]);
    expect(decisions.at(-1)).toMatch(/^close /);
  });

  it('of a cancelled booking is given up silently where the provider never answers', async () => {
    const { world, then } = begin(confirmed());
    world.outages.add('payments');
    const decisions = await playDeposit(world, [then(cancelled('2026-03-07T18:00:00Z'))]);
    expect(decisions.at(-1)).toBe('close 2026-03-08T16:45:30Z');
    expect(world.emitted).toEqual([]);
  });

  it.each<[string, Step]>([
    ['cancelled', cancelled('2026-03-07T17:00:01Z')],
    ['returned', returned('2026-03-07T17:00:01Z')],
  ])('goes back whole where the booking was %s during the call', async (_, step) => {
    const { world } = begin(confirmed());
    world.onCharge = () => world.live(confirmed(), step);
    await playDeposit(world);
    expect(world.refunds).toMatchObject([{ amountCents: 20_000 }]);
    expect(world.told()).toEqual(['DepositCharged', 'DepositRefunded']);
  });

  it('that cannot be refunded for a day is handed over, and closes', async () => {
    const { world, then } = begin(confirmed());
    const decisions = await playDeposit(world, [
      { at: '2026-03-08T00:00:00Z', what: () => world.outages.add('payments') },
      then(cancelled('2026-03-09T00:00:00Z')),
    ]);
    expect(decisions.slice(-2)).toEqual(['settle 2026-03-09T00:00:00Z', 'close 2026-03-09T23:45:30Z']);
    expect(world.emitted.at(-1)).toMatchObject({
      detailType: 'DepositEscalated',
      detail: { bookingId: 'B-1', amountCents: 20_000, occurredAt: '2026-03-09T23:45:30Z' },
    });
    expect(world.deposit().settlement?.status).toBe('given-up');
  });

  it('stops where the amount becomes 0 while the call is retried, and begins again with another amount', async () => {
    const { world, then } = begin(confirmed());
    world.outages.add('payments');
    await playDeposit(world, [
      then(changed({ deposit: { amountCents: 0, currency: 'USD' } }, '2026-03-07T17:00:10Z', 2)),
      { at: '2026-03-07T17:00:20Z', what: () => world.outages.clear() },
      then(changed({ deposit: { amountCents: 10_000, currency: 'USD' } }, '2026-03-08T00:00:00Z', 3)),
    ]);
    expect(card(world)).toEqual(['succeeded 10000 pm_1']);
    expect(world.deposit().charge).toMatchObject({ attempt: 1, chargedAt: '2026-03-08T00:00:00Z' });
  });
});
