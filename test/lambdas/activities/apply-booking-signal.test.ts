import { describe, expect, it } from 'vitest';
import { createApplyBookingSignal } from '../../../lambdas/activities/apply-booking-signal.ts';
import { newDeposit } from '../../../lambdas/domain/deposit.ts';
import { cancelled, changed, confirmed, content, returned, type Step, started } from '../domain/support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

function booking() {
  const world = createWorld('2026-03-01T09:00:00Z');
  const dependencies = dependenciesOf(world);
  const handler = createApplyBookingSignal(() => dependencies, world.platform);
  const asked = { workflow: { type: 'booking', id: 'B-1', run: 1 }, more: false, toldRevision: 0 };
  let count = 0;
  return {
    world,
    look: () => world.invoke(handler, { ...asked, signal: null, at: '2026-03-20T00:00:00Z' }),
    apply: ([type, payload, handledAt, version]: Step, sk?: string, more = false) => {
      count += 1;
      const key = sk ?? `signal#${count}`;
      if (sk === undefined) world.payloads.set(key, payload);
      const signal = { sk: key, type, version: version ?? count };
      return world.invoke(handler, { ...asked, signal, more, at: handledAt });
    },
  };
}

const toldTo = (type: string, signalId: string, occurredAt: string) => ({
  to: { type, id: 'B-1' },
  signalType: 'legwork.booking-updated',
  signalId,
  occurredAt,
});

const charge = {
  attempt: 1,
  amountCents: 20_000,
  paymentId: 'pi_1',
  chargedAt: '2026-03-07T17:00:00Z',
  isUnwanted: false,
};

describe('applying a signal', () => {
  it('records a confirmed booking, plans its reminders and calls for its deposit', async () => {
    const { world, apply } = booking();
    expect(await apply(confirmed())).toEqual({
      phase: 'confirmed',
      remindersOutOfSync: true,
      followerSignals: [toldTo('deposit', 'booking-updated-1', '2026-03-01T09:00:00Z')],
      followerRevision: 1,
      finished: false,
      outcome: null,
    });
    expect(world.bookingStates.get('B-1')).toMatchObject({ revision: 1, content, contentVersion: 1 });
  });

  it('answers the same when it is repeated, and writes nothing', async () => {
    const { world, apply } = booking();
    const first = await apply(confirmed());
    expect(await apply(confirmed(), 'signal#1')).toEqual(first);
    expect(world.bookingStates.get('B-1')?.revision).toBe(1);
  });

  it('answers what the record says when there is no signal', async () => {
    const { apply, look } = booking();
    expect(await look()).toMatchObject({ phase: 'new', followerSignals: [], finished: false });
    const first = await apply(confirmed());
    expect(await look()).toEqual(first);
  });

  it('takes a signal without a payload for one that was applied and cleaned', async () => {
    const { world, apply } = booking();
    await apply(confirmed());
    await apply(cancelled('2026-03-02T00:00:00Z'), 'signal#cleaned');
    expect(world.bookingStates.get('B-1')?.cancelled).toBeNull();
  });

  it('counts a stale signal, and changes nothing', async () => {
    const { world, apply } = booking();
    await apply(confirmed({}, undefined, 4));
    await apply(changed({ vehicleId: 'V-2' }, '2026-03-02T00:00:00Z', 3));
    expect(world.platform.counted.SignalStale).toBe(1);
    expect(world.bookingStates.get('B-1')?.content.vehicleId).toBe('V-9');
  });

  it('names the phase', async () => {
    const { apply } = booking();
    await apply(confirmed());
    expect((await apply(started('2026-03-10T17:05:00Z'))).phase).toBe('rented');
    expect((await apply(returned('2026-03-13T16:40:00Z'))).phase).toBe('returned');
  });

  it('without a deposit calls for none', async () => {
    const { apply } = booking();
    const none = { deposit: { amountCents: 0, currency: 'USD' } };
    expect((await apply(confirmed(none))).followerSignals).toEqual([]);
    expect((await apply(changed({}, '2026-03-02T00:00:00Z'))).followerSignals).toHaveLength(1);
  });

  it('tells a deposit that has begun that there is nothing to charge any more', async () => {
    const { apply } = booking();
    await apply(confirmed());
    const { followerSignals } = await apply(
      changed({ deposit: { amountCents: 0, currency: 'USD' } }, '2026-03-02T00:00:00Z'),
    );
    expect(followerSignals).toEqual([toldTo('deposit', 'booking-updated-2', '2026-03-02T00:00:00Z')]);
  });

  it('starts nothing for a booking whose cancellation came with its confirmation', async () => {
    const { apply } = booking();
    expect((await apply(confirmed(), undefined, true)).followerSignals).toEqual([]);
    expect(await apply(cancelled('2026-03-01T09:00:00Z'))).toMatchObject({
      phase: 'cancelled',
      followerSignals: [],
      finished: true,
      outcome: 'cancelled',
    });
  });

  it.each([
    ['not charged', null, true],
    ['charged', 'decided', false],
    ['refunded', 'done', true],
    ['given up', 'given-up', true],
  ] as const)('is finished or not after the return with a deposit that is %s', async (_, status, finished) => {
    const { world, apply } = booking();
    await apply(confirmed());
    world.depositStates.set('B-1', {
      ...newDeposit('B-1'),
      charge: status === null ? null : charge,
      settlement: status === null ? null : { kind: 'refund', amountCents: 1, keptCents: 0, status },
    });
    expect(await apply(returned('2026-03-13T16:40:00Z'))).toMatchObject({ finished, outcome: 'completed' });
  });
});
