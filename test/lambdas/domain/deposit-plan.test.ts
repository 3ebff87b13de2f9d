import { describe, expect, it } from 'vitest';
import {
  cancelled,
  changed,
  charge,
  charged,
  confirmed,
  decide,
  declined,
  deposit,
  live,
  returned,
  started,
  wait,
} from './support.ts';

// The booking of the tests starts on 10 March at 17:00: first attempt on the 7th at 17:00, last one on the 10th at 13:00.

describe('the first attempt', () => {
  it('is due 72 h before the start', () => {
    expect(decide(live(confirmed()), deposit(), '2026-03-01T09:00:00Z')).toEqual(wait('2026-03-07T17:00:00Z'));
    expect(decide(live(confirmed()), deposit(), '2026-03-07T17:00:00Z')).toEqual(charge(1, '2026-03-07T17:00:00Z'));
  });

  it.each([
    ['within the 72 h', '2026-03-09T00:00:00Z'],
    ['less than 4 h before the start', '2026-03-10T16:00:00Z'],
    ['after the start', '2026-03-11T00:00:00Z'],
  ])('is made at once where the booking is confirmed %s', (_, at) => {
    expect(decide(live(confirmed({}, at)), deposit(), at)).toEqual(charge(1, at));
  });

  it('is not made without an amount, but as soon as there is one', () => {
    const none = { deposit: { amountCents: 0, currency: 'USD' } };
    expect(decide(live(confirmed(none)), deposit(), '2026-03-08T00:00:00Z')).toEqual(wait(null));
    const later = live(confirmed(none), changed({}, '2026-03-08T00:00:00Z'));
    expect(decide(later, deposit(), '2026-03-08T00:00:00Z')).toEqual(charge(1, '2026-03-08T00:00:00Z'));
  });

  it('moves with the start', () => {
    const later = live(confirmed(), changed({ start: '2026-03-12T17:00:00Z' }, '2026-03-02T00:00:00Z'));
    expect(decide(later, deposit(), '2026-03-02T00:00:00Z')).toEqual(wait('2026-03-09T17:00:00Z'));
    const sooner = live(confirmed(), changed({ start: '2026-03-04T17:00:00Z' }, '2026-03-02T00:00:00Z'));
    expect(decide(sooner, deposit(), '2026-03-02T00:00:00Z')).toEqual(charge(1, '2026-03-02T00:00:00Z'));
  });

  it.each([
    ['cancelled', cancelled('2026-03-07T17:00:00Z')],
    ['returned', returned('2026-03-07T17:00:00Z')],
  ])('is never made for a booking that was %s at the very instant', (_, step) => {
    expect(decide(live(confirmed(), step), deposit(), '2026-03-07T17:00:00Z')).toEqual({ action: 'close' });
  });
});

describe('after a decline', () => {
  const booking = live(confirmed());

  it('the next attempt is due 24 h after the answer', () => {
    const record = deposit({ attempts: [declined('2026-03-07T17:03:30Z')] });
    expect(decide(booking, record, '2026-03-07T17:03:30Z')).toEqual(wait('2026-03-08T17:03:30Z'));
    expect(decide(booking, record, '2026-03-08T17:03:30Z')).toEqual(charge(2, '2026-03-08T17:03:30Z'));
  });

  it.each([
    ['exactly 4 h before the start still counts', '2026-03-09T13:00:00Z', wait('2026-03-10T13:00:00Z')],
    [
      'later than that, the last one is made 4 h before the start',
      '2026-03-09T13:00:01Z',
      wait('2026-03-10T13:00:00Z'),
    ],
    [
      'of an answer just before, the last one is made 4 h before the start',
      '2026-03-10T12:59:59Z',
      wait('2026-03-10T13:00:00Z'),
    ],
    ['of an answer 4 h before the start there is none', '2026-03-10T13:00:00Z', { action: 'escalate' }],
    ['of an answer after that there is none', '2026-03-10T16:00:00Z', { action: 'escalate' }],
  ] as const)('24 h after it: %s', (_, answeredAt, expected) => {
    expect(decide(booking, deposit({ attempts: [declined(answeredAt)] }), answeredAt)).toEqual(expected);
  });

  it('to the end there are four attempts, the last one 4 h before the start', () => {
    const attempts: ReturnType<typeof declined>[] = [];
    const made: string[] = [];
    let at = '2026-03-01T09:00:00Z';
    for (let step = 0; step < 20; step += 1) {
      const decision = decide(booking, deposit({ attempts }), at);
      if (decision.action === 'wait' && decision.untilMs !== null) at = new Date(decision.untilMs).toISOString();
      else if (decision.action === 'charge') {
        made.push(at);
        attempts.push(declined(at, decision.attempt));
      } else {
        expect(decision).toEqual({ action: 'escalate' });
        break;
      }
    }
    expect(made).toEqual([
      '2026-03-07T17:00:00.000Z',
      '2026-03-08T17:00:00.000Z',
      '2026-03-09T17:00:00.000Z',
      '2026-03-10T13:00:00.000Z',
    ]);
  });

  it('nothing further happens once people were told', () => {
    const record = deposit({ attempts: [declined('2026-03-10T13:00:00Z', 4)], escalated: { reason: 'declined' } });
    expect(decide(booking, record, '2026-03-10T13:00:00Z')).toEqual(wait(null));
    const moved = live(
      confirmed(),
      changed({ start: '2026-03-12T17:00:00Z', end: '2026-03-14T00:00:00Z' }, '2026-03-10T14:00:00Z'),
    );
    expect(decide(moved, record, '2026-03-10T14:00:00Z')).toEqual(wait(null));
  });

  it('a changed amount causes no attempt by itself', () => {
    const more = live(
      confirmed(),
      changed({ deposit: { amountCents: 30_000, currency: 'USD' } }, '2026-03-08T00:00:00Z'),
    );
    const record = deposit({ attempts: [declined('2026-03-07T17:00:00Z')] });
    expect(decide(more, record, '2026-03-08T00:00:00Z')).toEqual(wait('2026-03-08T17:00:00Z'));
  });

  it('a cancellation or a return ends everything', () => {
    const record = deposit({ attempts: [declined('2026-03-07T17:00:00Z')] });
    expect(decide(live(confirmed(), cancelled('2026-03-08T00:00:00Z')), record, '2026-03-08T00:00:00Z')).toEqual({
      action: 'close',
    });
    expect(decide(live(confirmed(), returned('2026-03-08T00:00:00Z')), record, '2026-03-08T00:00:00Z')).toEqual({
      action: 'close',
    });
  });
});

describe('a new payment method', () => {
  const at = '2026-03-08T00:00:00Z';
  const booking = live(confirmed(), changed({ paymentMethodId: 'pm_2' }, at));

  it('counts from the next call, and causes none, before there was a decline', () => {
    expect(decide(booking, deposit(), '2026-03-01T00:00:00Z')).toEqual(wait('2026-03-07T17:00:00Z'));
  });

  it('is tried at once after a decline, as the next attempt', () => {
    expect(decide(booking, deposit({ attempts: [declined('2026-03-07T17:00:00Z')] }), at)).toEqual(charge(2, at));
  });

  it('is tried at once after the escalation and after the start', () => {
    const late = '2026-03-11T00:00:00Z';
    const record = deposit({ attempts: [declined('2026-03-10T13:00:00Z', 4)], escalated: { reason: 'declined' } });
    const started_ = live(confirmed(), started('2026-03-10T17:00:00Z'), changed({ paymentMethodId: 'pm_2' }, late));
    expect(decide(started_, record, late)).toEqual(charge(5, late));
  });

  it('is tried at once after an outage that went on for too long', () => {
    const record = deposit({
      attempts: [{ ...declined('2026-03-08T16:45:30Z'), outcome: 'outage' }],
      escalated: { reason: 'outage' },
    });
    expect(decide(live(confirmed()), record, at)).toEqual(wait(null));
    expect(decide(booking, record, at)).toEqual(charge(2, at));
  });

  it('that is declined too goes on with the cadence from its own attempt', () => {
    const record = deposit({ attempts: [declined('2026-03-07T17:00:00Z'), declined(at, 2, 'pm_2')] });
    expect(decide(booking, record, at)).toEqual(wait('2026-03-09T00:00:00Z'));
  });

  it('that is declined after the escalation is not escalated again', () => {
    const record = deposit({
      attempts: [declined('2026-03-10T13:00:00Z', 4), declined('2026-03-11T00:00:00Z', 5, 'pm_2')],
      escalated: { reason: 'declined' },
    });
    expect(decide(booking, record, '2026-03-11T00:00:00Z')).toEqual(wait(null));
  });

  it('is the old one again where another one came between', () => {
    const record = deposit({ attempts: [declined('2026-03-07T17:00:00Z'), declined(at, 2, 'pm_2')] });
    expect(decide(live(confirmed()), record, '2026-03-08T01:00:00Z')).toEqual(charge(3, '2026-03-08T01:00:00Z'));
  });
});

describe('a moved start after a decline', () => {
  const moved = (start: string, at: string) => live(confirmed(), changed({ start, end: '2026-04-01T00:00:00Z' }, at));
  const record = deposit({ attempts: [declined('2026-03-07T17:00:00Z')] });
  const at = '2026-03-08T00:00:00Z';

  it.each([
    ['72 h before the new start, where that is later', '2026-03-20T17:00:00Z', wait('2026-03-17T17:00:00Z')],
    ['24 h after the last attempt, where that is later', '2026-03-11T12:00:00Z', wait('2026-03-08T17:00:00Z')],
    ['4 h before the new start, where 24 h would be after that', '2026-03-08T20:00:00Z', wait('2026-03-08T16:00:00Z')],
    [
      'at once, where 4 h before the new start is past but later than the last attempt',
      '2026-03-08T02:00:00Z',
      charge(2, at),
    ],
    ['never, where it is not later than the last attempt', '2026-03-07T21:00:00Z', { action: 'escalate' }],
  ] as const)('makes the next attempt due %s', (_, start, expected) => {
    expect(decide(moved(start, at), record, at)).toEqual(expected);
  });

  it('does not move a call that is being retried', () => {
    const retried = deposit({ pending: { number: 1, dueAt: '2026-03-07T17:00:00Z' } });
    expect(decide(moved('2026-03-20T17:00:00Z', at), retried, at)).toEqual(charge(1, '2026-03-07T17:00:00Z'));
  });

  it('does not charge a second time what is charged', () => {
    expect(decide(moved('2026-03-20T17:00:00Z', at), deposit({ charge: charged }), at)).toEqual(wait(null));
  });
});
