import { describe, expect, it } from 'vitest';
import { applyBookingSignal } from '../../../lambdas/domain/apply-signal.ts';
import type { BookingState } from '../../../lambdas/domain/booking.ts';
import { beginFollowers, followersToTell } from '../../../lambdas/domain/followers.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { assessed, cancelled, changed, confirmed, live, ms, returned, type Step, started } from './support.ts';

const at = '2026-03-02T00:00:00Z';
const leg = {
  id: 'L-1',
  kind: 'delivery' as const,
  windowStart: '2026-03-10T16:30:00Z',
  windowEnd: '2026-03-10T17:00:00Z',
  location: { lat: 37.77, lng: -122.41 },
};

/** A booking whose followers have all begun. */
const begun = (...steps: Step[]): BookingState => beginFollowers(live(...steps), '2026-03-01T09:00:00Z');

function afterStep(booking: BookingState, [type, payload, handledAt, version = 99]: Step): BookingState {
  const { state } = applyBookingSignal(
    booking,
    { key: 'signal#new', type, version, payload },
    ms(handledAt),
    defaultPolicy,
  );
  return beginFollowers(state as BookingState, handledAt);
}

const toldOf = (booking: BookingState, before: BookingState): readonly string[] =>
  followersToTell(booking, before.followerRevision).map(({ type, id }) => `${type} ${id}`);

describe('who follows a booking', () => {
  it('are its deposit, its legs and, once it has started, the watch over the rental', () => {
    const booking = begun(confirmed({ legs: [leg] }));
    expect(followersToTell(booking, 0).map(({ type, id, revision }) => [type, id, revision])).toEqual([
      ['deposit', 'B-1', 1],
      ['trip-leg', 'L-1', 2],
    ]);
    expect(toldOf(afterStep(booking, started(at)), booking)).toEqual(['rental-watch B-1']);
  });

  it('is nobody for a booking that is over before anybody began', () => {
    const booking = begun(confirmed({ legs: [leg] }), started(at), cancelled(at));
    expect(booking.followers).toEqual({});
  });

  it('are the legs alone of a booking that was returned before anybody began', () => {
    expect(toldOf(begun(confirmed({ legs: [leg] }), returned(at)), live(confirmed()))).toEqual(['trip-leg L-1']);
  });

  it('is told under a revision of its own, at the instant of the change', () => {
    const booking = begun(confirmed({ legs: [leg] }));
    const moved = afterStep(booking, changed({ legs: [{ ...leg, windowEnd: '2026-03-10T17:30:00Z' }] }, at));
    expect(followersToTell(moved, booking.followerRevision)).toEqual([
      { type: 'trip-leg', id: 'L-1', revision: 3, changedAt: at },
    ]);
  });

  it('is told of the end, whatever came before', () => {
    const booking = begun(confirmed({ legs: [leg] }), started('2026-03-01T10:00:00Z'));
    expect(toldOf(afterStep(booking, cancelled(at)), booking)).toEqual([
      'deposit B-1',
      'trip-leg L-1',
      'rental-watch B-1',
    ]);
  });
});

describe('a leg', () => {
  const booking = begun(confirmed({ legs: [leg] }));

  it.each<[string, Step, boolean]>([
    ['a new window', changed({ legs: [{ ...leg, windowStart: '2026-03-10T16:00:00Z' }] }, at), true],
    ['its removal', changed({ legs: [] }, at), true],
    ['a cancellation', cancelled(at), true],
    ['a new place', changed({ legs: [{ ...leg, location: { lat: 1, lng: 2 } }] }, at), false],
    ['a new vehicle', changed({ legs: [leg], vehicleId: 'V-2' }, at), false],
    ['the return', returned(at), false],
  ])('%s concerns it: told %#', (_, step, concerns) => {
    expect(toldOf(afterStep(booking, step), booking).includes('trip-leg L-1')).toBe(concerns);
  });

  it('that was removed stays removed when its id comes back', () => {
    const removed = afterStep(booking, changed({ legs: [] }, at, 5));
    const back = afterStep(removed, changed({ legs: [leg] }, at, 6));
    expect(back.removedLegIds).toEqual(['L-1']);
  });

  it('of a returned booking may still begin', () => {
    const back = begun(confirmed(), returned(at));
    expect(toldOf(afterStep(back, changed({ legs: [leg] }, at)), back)).toEqual(['trip-leg L-1']);
  });
});

describe('what concerns the deposit', () => {
  it.each<[string, Step, boolean]>([
    ['a new start', changed({ start: '2026-03-11T17:00:00Z' }, at), true],
    ['a new amount', changed({ deposit: { amountCents: 1, currency: 'USD' } }, at), true],
    ['a new payment method', changed({ paymentMethodId: 'pm_2' }, at), true],
    ['a cancellation', cancelled(at), true],
    ['a return', returned(at), true],
    ['an assessment', assessed(1, at), true],
    ['a new end', changed({ end: '2026-03-14T17:00:00Z' }, at), false],
    ['a new zone', changed({ zone: 'Asia/Tokyo' }, at), false],
    ['a new vehicle', changed({ vehicleId: 'V-2' }, at), false],
    ['the start of the rental', started(at), false],
  ])('%s', (_, step, concerns) => {
    const booking = begun(confirmed());
    expect(toldOf(afterStep(booking, step), booking).includes('deposit B-1')).toBe(concerns);
  });
});
