import { describe, expect, it } from 'vitest';
import type { BookingState } from '../../../lambdas/domain/booking.ts';
import {
  isApplicable,
  isOfCurrentPlan,
  isOutOfSync,
  listReminders,
  planReminders,
  usefulForMs,
} from '../../../lambdas/domain/plan-reminders.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { cancelled, changed, confirmed, live, ms, returned, started } from './support.ts';

/** `kind` → due time of what is planned. */
const plan = (booking: BookingState, at = '2026-03-01T09:00:00Z') =>
  Object.fromEntries(planReminders(booking, ms(at), defaultPolicy).map(({ kind, dueAt }) => [kind, dueAt]));

/** `kind` → due time of what the record has, by status. */
const entries = ({ reminders }: BookingState, ...statuses: string[]) =>
  Object.values(reminders)
    .filter(({ status }) => statuses.includes(status))
    .map(({ kind, dueAt }) => `${kind} ${dueAt}`)
    .sort();

const sync = (booking: BookingState): BookingState => ({
  ...booking,
  reminders: Object.fromEntries(
    Object.entries(booking.reminders)
      .filter(([, { status }]) => status !== 'to-withdraw')
      .map(([name, entry]) => [name, { ...entry, status: 'scheduled' as const }]),
  ),
});

describe('the plan of a booking', () => {
  it('has every reminder at its elapsed distance from start and end', () => {
    expect(plan(live(confirmed()))).toEqual({
      'pickup-24h': '2026-03-09T17:00:00Z',
      'pickup-2h': '2026-03-10T15:00:00Z',
      'rental-not-started': '2026-03-10T19:00:00Z',
      'return-24h': '2026-03-12T17:00:00Z',
      'return-2h': '2026-03-13T15:00:00Z',
      'overdue-1': '2026-03-13T17:30:00Z',
      'overdue-2': '2026-03-14T17:30:00Z',
      'overdue-3': '2026-03-15T17:30:00Z',
      'overdue-4': '2026-03-16T17:30:00Z',
      'overdue-5': '2026-03-17T17:30:00Z',
      'overdue-6': '2026-03-18T17:30:00Z',
      'overdue-7': '2026-03-19T17:30:00Z',
    });
  });

  it('sends each kind by its channel, and nothing for a rental that has not started', () => {
    const booking = live(confirmed(), started('2026-03-10T17:05:00Z'), returned('2026-03-13T16:40:00Z'));
    const channels = Object.fromEntries(
      [...listReminders(live(confirmed()), defaultPolicy), ...listReminders(booking, defaultPolicy)].map(
        ({ kind, channel }) => [kind, channel],
      ),
    );
    expect(channels).toMatchObject({
      'pickup-24h': 'email',
      'pickup-2h': 'sms',
      'return-24h': 'email',
      'return-2h': 'sms',
      'overdue-1': 'sms',
      'overdue-7': 'sms',
      feedback: 'email',
      'rental-not-started': null,
    });
  });

  it('takes 24 h as elapsed time over the change of the clocks', () => {
    // Berlin goes back from 03:00 to 02:00 on 25 October: 23:30 on the wall is 24 h after 23:30 less an hour.
    const booking = live(
      confirmed(
        { zone: 'Europe/Berlin', start: '2026-10-25T12:00:00Z', end: '2026-10-26T08:00:00Z' },
        '2026-10-20T00:00:00Z',
      ),
    );
    expect(plan(booking, '2026-10-20T00:00:00Z')).toMatchObject({
      'pickup-24h': '2026-10-24T12:00:00Z',
      'return-24h': '2026-10-25T08:00:00Z',
    });
  });

  it('moves what looks ahead to 20:30 of the evening on which the quiet hours began', () => {
    // 00:30 on the wall, in summer time.
    const booking = live(
      confirmed(
        { zone: 'Europe/Berlin', start: '2026-10-24T22:30:00Z', end: '2026-10-26T08:00:00Z' },
        '2026-10-20T02:00:00Z',
      ),
    );
    expect(plan(booking, '2026-10-20T02:00:00Z')).toMatchObject({
      'pickup-24h': '2026-10-23T18:30:00Z',
      'pickup-2h': '2026-10-24T20:30:00Z',
    });
  });

  it.each([
    ['2026-06-11T20:59:59Z', '2026-06-10T20:59:59Z'],
    ['2026-06-11T21:00:00Z', '2026-06-10T20:30:00Z'],
    ['2026-06-11T07:59:59Z', '2026-06-09T20:30:00Z'],
    ['2026-06-11T08:00:00Z', '2026-06-10T08:00:00Z'],
  ])('with a start at %s has pickup-24h at %s', (start, dueAt) => {
    const booking = live(confirmed({ zone: 'Etc/UTC', start, end: '2026-06-20T12:00:00Z' }, '2026-06-01T00:00:00Z'));
    expect(plan(booking, '2026-06-01T00:00:00Z')).toMatchObject({ 'pickup-24h': dueAt });
  });

  it('never moves the texts before start and end, nor the first overdue one', () => {
    const booking = live(
      confirmed(
        { zone: 'Etc/UTC', start: '2026-06-10T02:00:00Z', end: '2026-06-11T23:00:00Z' },
        '2026-06-01T00:00:00Z',
      ),
    );
    expect(plan(booking, '2026-06-01T00:00:00Z')).toMatchObject({
      'pickup-2h': '2026-06-10T00:00:00Z',
      'return-2h': '2026-06-11T21:00:00Z',
      'overdue-1': '2026-06-11T23:30:00Z',
    });
  });

  it('moves the later overdue ones on to 08:00 of the morning on which the quiet hours end', () => {
    const booking = live(
      confirmed(
        { zone: 'Etc/UTC', start: '2026-06-10T02:00:00Z', end: '2026-06-11T23:00:00Z' },
        '2026-06-01T00:00:00Z',
      ),
    );
    expect(plan(booking, '2026-06-01T00:00:00Z')).toMatchObject({
      'overdue-2': '2026-06-13T08:00:00Z',
      'overdue-7': '2026-06-18T08:00:00Z',
    });
  });

  it.each([
    ['2026-06-10T12:00:00Z', '2026-06-11T12:00:00Z'],
    ['2026-06-10T22:00:00Z', '2026-06-12T08:00:00Z'],
    ['2026-06-10T03:00:00Z', '2026-06-11T08:00:00Z'],
  ])('with a return at %s has feedback at %s', (returnedAt, dueAt) => {
    const booking = live(
      confirmed(
        { zone: 'Etc/UTC', start: '2026-06-09T12:00:00Z', end: '2026-06-10T12:00:00Z' },
        '2026-06-01T00:00:00Z',
      ),
      started('2026-06-09T12:00:00Z'),
      returned(returnedAt),
    );
    expect(plan(booking, returnedAt)).toEqual({ feedback: dueAt });
  });

  it('leaves out what is not due in the future when it is planned', () => {
    const booking = live(confirmed({}, '2026-03-13T15:00:00Z'));
    expect(plan(booking, '2026-03-13T15:00:00Z')).not.toHaveProperty('return-2h');
    expect(plan(booking, '2026-03-13T14:59:59Z')).toHaveProperty('return-2h');
    expect(Object.values(booking.reminders).map(({ kind }) => kind)).not.toContain('return-2h');
  });

  it('leaves out what was moved into the past, although its own instant is still to come', () => {
    // pickup-24h would be at 02:00 and was moved to 20:30 of the evening before.
    const booking = live(
      confirmed(
        { zone: 'Etc/UTC', start: '2026-06-12T02:00:00Z', end: '2026-06-20T12:00:00Z' },
        '2026-06-10T22:00:00Z',
      ),
    );
    expect(plan(booking, '2026-06-10T22:00:00Z')).not.toHaveProperty('pickup-24h');
  });

  it('of a booking confirmed too late for everything is empty', () => {
    expect(live(confirmed({}, '2026-04-01T00:00:00Z')).reminders).toEqual({});
  });
});

describe('a change of the plan', () => {
  it('withdraws what looks at the start when the rental starts', () => {
    const booking = live(confirmed(), started('2026-03-10T17:05:00Z'));
    expect(entries(booking, 'to-withdraw')).toEqual([
      'pickup-24h 2026-03-09T17:00:00Z',
      'pickup-2h 2026-03-10T15:00:00Z',
      'rental-not-started 2026-03-10T19:00:00Z',
    ]);
  });

  it('withdraws what looks at the end when the car is returned, and only that', () => {
    const booking = live(confirmed(), returned('2026-03-09T12:00:00Z'));
    expect(entries(booking, 'to-schedule')).toEqual([
      'feedback 2026-03-10T15:00:00Z',
      'pickup-24h 2026-03-09T17:00:00Z',
      'pickup-2h 2026-03-10T15:00:00Z',
      'rental-not-started 2026-03-10T19:00:00Z',
    ]);
    expect(entries(booking, 'to-withdraw')).toHaveLength(9);
  });

  it('withdraws everything when the booking is cancelled', () => {
    const booking = live(confirmed(), cancelled('2026-03-02T00:00:00Z'));
    expect(entries(booking, 'to-schedule', 'scheduled')).toEqual([]);
    expect(entries(booking, 'to-withdraw')).toHaveLength(12);
    expect(sync(booking).reminders).toEqual({});
  });

  it('makes new reminders of a new end and withdraws the old ones', () => {
    const booking = live(confirmed(), changed({ end: '2026-03-14T17:00:00Z' }, '2026-03-02T00:00:00Z'));
    expect(entries(booking, 'to-schedule')).toContain('return-24h 2026-03-13T17:00:00Z');
    expect(entries(booking, 'to-withdraw')).toContain('return-24h 2026-03-12T17:00:00Z');
    expect(entries(booking, 'to-schedule')).toContain('pickup-24h 2026-03-09T17:00:00Z');
  });

  it('gives a reminder of an old instant its old name when the booking goes back to it', () => {
    const first = live(confirmed());
    const back = live(
      confirmed(),
      changed({ end: '2026-03-14T17:00:00Z' }, '2026-03-02T00:00:00Z'),
      changed({}, '2026-03-03T00:00:00Z'),
    );
    const names = ({ reminders }: BookingState, status: string) =>
      Object.keys(reminders)
        .filter((name) => reminders[name]?.status === status)
        .sort();
    expect(names(back, 'to-schedule')).toEqual(names(first, 'to-schedule'));
    expect(names(back, 'to-withdraw')).toHaveLength(9);
  });

  it('moves with the zone what is not due yet, under the same name', () => {
    const booking = live(confirmed(), changed({ zone: 'Asia/Tokyo' }, '2026-03-02T00:00:00Z'));
    // 17:00 UTC is 02:00 in Tokyo.
    expect(entries(booking, 'to-schedule')).toContain('pickup-24h 2026-03-09T11:30:00Z');
    expect(Object.keys(booking.reminders)).toEqual(Object.keys(live(confirmed()).reminders));
  });

  it('keeps what is planned already although it is due by now', () => {
    const booking = live(confirmed(), changed({ legs: [] }, '2026-03-09T17:00:30Z'));
    expect(entries(booking, 'to-schedule')).toContain('pickup-24h 2026-03-09T17:00:00Z');
  });

  it('needs nothing of the Scheduler once that has heard of everything', () => {
    const booking = live(confirmed());
    expect(isOutOfSync(booking)).toBe(true);
    expect(isOutOfSync(sync(booking))).toBe(false);
  });
});

describe('a reminder that fires', () => {
  const pickup = { kind: 'pickup-24h', lookAt: '2026-03-10T17:00:00Z', dueAt: '2026-03-09T17:00:00Z' };

  it.each([
    ['the booking is as it was', live(confirmed()), true],
    [
      'the start was moved',
      live(confirmed(), changed({ start: '2026-03-10T18:00:00Z' }, '2026-03-02T00:00:00Z')),
      false,
    ],
    ['the zone moved it', live(confirmed(), changed({ zone: 'Asia/Tokyo' }, '2026-03-02T00:00:00Z')), false],
    ['the rental has started', live(confirmed(), started('2026-03-09T16:00:00Z')), false],
    ['the booking was cancelled', live(confirmed(), cancelled('2026-03-02T00:00:00Z')), false],
    ['the car was returned without a start', live(confirmed(), returned('2026-03-09T12:00:00Z')), true],
  ])('belongs to the plan or not: %s', (_, booking, expected) => {
    expect(isOfCurrentPlan(booking, pickup, defaultPolicy)).toBe(expected);
  });

  const waiting = live(confirmed());
  const rented = live(confirmed(), started('2026-03-10T17:05:00Z'));
  const back = live(confirmed(), started('2026-03-10T17:05:00Z'), returned('2026-03-13T16:40:00Z'));
  it.each([
    ['pickup-24h', true, false, false],
    ['pickup-2h', true, false, false],
    ['return-24h', false, true, false],
    ['return-2h', false, true, false],
    ['overdue-1', false, true, false],
    ['overdue-7', false, true, false],
    ['feedback', false, false, true],
    ['deposit-declined', true, true, true],
  ])('%s applies before the rental: %s, during it: %s, after it: %s', (kind, before, during, after) => {
    expect([waiting, rented, back].map((booking) => isApplicable(booking, kind))).toEqual([before, during, after]);
  });

  it.each([
    ['pickup-24h', 12],
    ['pickup-2h', 1],
    ['return-24h', 12],
    ['return-2h', 1],
    ['overdue-1', 12],
    ['overdue-7', 12],
    ['feedback', 72],
    ['deposit-declined', 24],
    ['rental-not-started', Number.POSITIVE_INFINITY],
  ])('%s is useful for %d hours', (kind, hours) => {
    expect(usefulForMs(kind, defaultPolicy)).toBe(hours * 3_600_000);
  });
});
