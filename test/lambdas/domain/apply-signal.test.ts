import { describe, expect, it } from 'vitest';
import { applyBookingSignal } from '../../../lambdas/domain/apply-signal.ts';
import { outcomeOf } from '../../../lambdas/domain/booking.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { assessed, cancelled, changed, confirmed, content, live, ms, returned, type Step, started } from './support.ts';

const at = '2026-03-02T00:00:00Z';

/** What one more step does to a booking. */
function applied(
  state: ReturnType<typeof live> | undefined,
  [type, payload, handledAt, version = 99]: Step,
  key = 'signal#new',
) {
  return applyBookingSignal(state, { key, type, version, payload }, ms(handledAt), defaultPolicy);
}

describe('a signal that is applied again (B1)', () => {
  const steps: Step[] = [
    confirmed(),
    assessed(500, '2026-03-02T00:00:00Z'),
    changed({ end: '2026-03-14T17:00:00Z' }, '2026-03-03T00:00:00Z'),
    started('2026-03-10T17:05:00Z'),
    returned('2026-03-13T16:40:00Z'),
    assessed(700, '2026-03-13T17:00:00Z'),
  ];

  it.each(steps.map((step, index) => [step[0], index] as const))('%s (%i) changes nothing right after', (_, index) => {
    const state = live(...steps.slice(0, index + 1));
    const [type, payload, , version = index + 1] = steps[index] as Step;
    const signal = { key: `signal#${index}`, type, version, payload };
    expect(applyBookingSignal(state, signal, ms('2026-03-20T00:00:00Z'), defaultPolicy)).toEqual({
      state,
      effect: 'unchanged',
    });
  });

  it.each(steps.map((step, index) => [step[0], index] as const))(
    '%s (%i) changes nothing after all others',
    (_, index) => {
      const state = live(...steps);
      const [type, payload, , version = index + 1] = steps[index] as Step;
      const signal = { key: `signal#${index}`, type, version, payload };
      expect(applyBookingSignal(state, signal, ms('2026-03-20T00:00:00Z'), defaultPolicy).state).toEqual(state);
    },
  );
});

describe('the content of a booking (B2)', () => {
  it('follows a greater version', () => {
    const { state, effect } = applied(live(confirmed()), changed({ vehicleId: 'V-2' }, at, 2));
    expect(effect).toBe('changed');
    expect(state?.content.vehicleId).toBe('V-2');
    expect(state?.contentVersion).toBe(2);
  });

  it.each([1, 4])('takes no version that is not greater than the last one: %i after 4', (version) => {
    const booking = live(confirmed(), changed({ vehicleId: 'V-4' }, at, 4));
    expect(applied(booking, changed({ vehicleId: 'V-1' }, at, version))).toEqual({ state: booking, effect: 'stale' });
  });

  it('takes a second confirmation as a change', () => {
    expect(applied(live(confirmed()), confirmed({ vehicleId: 'V-2' }, at, 2)).state?.content.vehicleId).toBe('V-2');
  });

  it('goes on where a change had a smaller version than what else happened', () => {
    const booking = live(confirmed(), started('2026-03-10T17:05:00Z'));
    expect(applied(booking, changed({ vehicleId: 'V-2' }, at, 2)).effect).toBe('changed');
  });
});

describe('all other events', () => {
  it('count whatever their version', () => {
    const booking = live(confirmed({}, undefined, 7));
    expect(applied(booking, [...started('2026-03-10T17:05:00Z').slice(0, 3), 1] as unknown as Step).effect).toBe(
      'changed',
    );
    expect(applied(booking, [...cancelled(at).slice(0, 3), 1] as unknown as Step).effect).toBe('changed');
  });

  it('of Legwork itself change nothing', () => {
    const booking = live(confirmed());
    for (const type of ['legwork.deposit-settled', 'legwork.restart']) {
      expect(applied(booking, [type, {}, at])).toEqual({ state: booking, effect: 'unchanged' });
    }
    expect(applied(undefined, ['legwork.restart', {}, at])).toEqual({ state: undefined, effect: 'unchanged' });
  });

  it('are refused where there is no booking yet', () => {
    expect(() => applied(undefined, cancelled(at))).toThrow(expect.objectContaining({ name: 'InvalidInput' }));
  });

  it('are refused where the payload is not that of the type', () => {
    expect(() => applied(live(confirmed()), ['RentalReturned', {}, at])).toThrow(/signal\.payload/);
  });
});

describe('a rental', () => {
  it('starts once: a second start changes nothing', () => {
    const booking = live(confirmed(), started('2026-03-10T17:05:00Z'));
    expect(applied(booking, started('2026-03-11T00:00:00Z'))).toEqual({ state: booking, effect: 'unchanged' });
  });

  it('is returned once: a second return changes nothing', () => {
    const booking = live(confirmed(), returned('2026-03-13T16:40:00Z'));
    expect(applied(booking, returned('2026-03-14T00:00:00Z'))).toEqual({ state: booking, effect: 'unchanged' });
  });

  it('is returned without a start too, and does not start after that', () => {
    const booking = live(confirmed(), returned('2026-03-13T16:40:00Z'));
    expect(outcomeOf(booking)).toBe('completed');
    expect(applied(booking, started('2026-03-13T17:00:00Z'))).toEqual({ state: booking, effect: 'unchanged' });
  });

  it('keeps the time of the return and when it was handled', () => {
    expect(live(confirmed(), returned('2026-03-13T16:40:00Z', '2026-03-13T18:00:00Z')).returned).toEqual({
      returnedAt: '2026-03-13T16:40:00Z',
      handledAt: '2026-03-13T18:00:00Z',
    });
  });
});

describe('a booking that is over (B3)', () => {
  const back = live(confirmed(), started('2026-03-10T17:05:00Z'), returned('2026-03-13T16:40:00Z'));

  it('is not cancelled after the return', () => {
    expect(applied(back, cancelled('2026-03-14T00:00:00Z'))).toEqual({ state: back, effect: 'unchanged' });
  });

  it('changes its legs and their vehicle after the return, and nothing else', () => {
    const legs = [
      {
        id: 'L-9',
        kind: 'pickup' as const,
        windowStart: '2026-03-14T10:00:00Z',
        windowEnd: '2026-03-14T11:00:00Z',
        location: { lat: 1, lng: 2 },
      },
    ];
    const change = { legs, vehicleId: 'V-2', zone: 'Asia/Tokyo', end: '2026-04-01T00:00:00Z', paymentMethodId: 'pm_2' };
    const { state } = applied(back, changed(change, '2026-03-14T00:00:00Z'));
    expect(state?.content).toEqual({ ...content, legs, vehicleId: 'V-2' });
    expect(state?.reminders).toEqual(back.reminders);
    expect(state?.followers).toEqual(back.followers);
  });

  it('remembers only the version of a change after the cancellation', () => {
    const booking = live(confirmed(), cancelled(at));
    const { state } = applied(booking, changed({ start: '2026-03-11T17:00:00Z' }, at, 5));
    expect(state?.content).toEqual(content);
    expect(state?.contentVersion).toBe(5);
    expect(state?.followers).toEqual(booking.followers);
  });

  it.each([started(at), returned(at), assessed(100, at), cancelled(at)])(
    'was cancelled: %s changes nothing',
    (...step) => {
      const booking = live(confirmed(), cancelled('2026-03-01T12:00:00Z'));
      expect(applied(booking, step as unknown as Step)).toEqual({ state: booking, effect: 'unchanged' });
    },
  );

  it('was cancelled during the rental', () => {
    const booking = live(confirmed(), started('2026-03-10T17:05:00Z'), cancelled('2026-03-11T00:00:00Z'));
    expect(outcomeOf(booking)).toBe('cancelled');
  });
});

describe('assessments', () => {
  it('are told apart by the event alone, not by its version or its instant', () => {
    const booking = applied(
      live(confirmed()),
      assessed(500, at),
      'signal#2026-03-02T00:00:00.000Z#0000000003#evt-7',
    ).state;
    const again = 'signal#2026-03-02T00:10:00.000Z#0000000004#evt-7';
    expect(applied(booking, assessed(500, at), again)).toEqual({ state: booking, effect: 'unchanged' });
    const another = 'signal#2026-03-02T00:00:00.000Z#0000000003#evt-8';
    expect(applied(booking, assessed(500, at), another).state?.assessments).toHaveLength(2);
  });

  it('before the return add up', () => {
    const booking = live(confirmed(), assessed(500, at), assessed(700, at));
    expect(booking.assessments.map(({ amountCents }) => amountCents)).toEqual([500, 700]);
  });

  it('after the return: the first one settles, also one of 0', () => {
    const booking = live(confirmed(), returned('2026-03-13T16:40:00Z'), assessed(0, '2026-03-13T17:00:00Z'));
    expect(applied(booking, assessed(900, '2026-03-13T18:00:00Z'))).toEqual({ state: booking, effect: 'unchanged' });
    expect(booking.assessments).toHaveLength(1);
  });

  it('after the return come too late where there was one before it', () => {
    const booking = live(confirmed(), assessed(500, at), returned('2026-03-13T16:40:00Z'));
    expect(applied(booking, assessed(900, '2026-03-13T18:00:00Z'))).toEqual({ state: booking, effect: 'unchanged' });
  });
});
