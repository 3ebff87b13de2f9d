import { describe, expect, it } from 'vitest';
import { assessmentDue } from '../../../lambdas/domain/trip-leg.ts';
import {
  apply,
  assigned,
  bookingWith,
  cancelledBooking,
  course,
  event,
  legContent,
  started,
  synced,
  time,
  unassigned,
} from './leg-support.ts';
import { confirmed, live, returned } from './support.ts';

const early = '2026-06-20T00:00:00Z';
const acting = '2026-07-01T12:00:00Z';
const window = { start: '2026-07-02T09:00:00Z', end: '2026-07-02T10:00:00Z' };

describe('a leg that begins', () => {
  it('long before its window takes notes, and has its grid scheduled', () => {
    const { leg } = course(started(early));
    expect(leg).toMatchObject({ bookingId: 'B-1', window, level: 'on-track', hasBegunToAct: false, outcome: null });
    expect(assessmentDue(leg)).toBeNull();
    expect(leg.schedules).toEqual({ window, plannedAt: early, segments: ['far', 'near', 'close'], isSynced: false });
  });

  it.each([
    ['just before it acts', '2026-07-01T08:59:59Z', null],
    ['at the very instant from which it acts', '2026-07-01T09:00:00Z', '2026-07-01T09:00:00Z'],
    ['later than that', '2026-07-01T12:34:56Z', '2026-07-01T12:34:56Z'],
    ['after its window', '2026-07-02T11:00:00Z', '2026-07-02T11:00:00Z'],
  ])('%s is assessed at once only where it is to act', (_, at, assessAt) => {
    expect(assessmentDue(course(started(at)).leg)).toBe(assessAt);
  });

  it.each([
    ['in the last hours', '2026-07-02T04:00:00Z', ['near', 'close']],
    ['in the last hour', '2026-07-02T08:00:00Z', ['close']],
    ['as the last instant of a segment has come', '2026-07-02T02:00:00Z', ['near', 'close']],
  ])('%s has schedules only for what is ahead', (_, at, segments) => {
    expect(course(started(at)).leg.schedules.segments).toEqual(segments);
  });

  it('when it would be abandoned already, is abandoned, unassessed and unscheduled', () => {
    const { leg } = course(started('2026-07-02T16:00:01Z'));
    expect(leg.outcome).toBe('abandoned');
    expect(assessmentDue(leg)).toBeNull();
    expect(leg.schedules).toMatchObject({ segments: [], isSynced: true });
  });

  it('at the very instant at which it would be abandoned counts first, and is abandoned then', () => {
    const { leg } = course(started('2026-07-02T16:00:00Z'));
    expect(leg.outcome).toBeNull();
    expect(apply(leg, time('2026-07-02T16:00:00Z'), 'none').state.outcome).toBe('abandoned');
  });

  it.each([
    ['was cancelled', cancelledBooking()],
    ['does not have it any more', bookingWith(null)],
  ])('for a booking that %s only ends', (_, booking) => {
    const { leg } = course(started(acting, booking));
    expect(leg).toMatchObject({ outcome: 'cancelled', schedules: { segments: [], isSynced: true } });
    expect(assessmentDue(leg)).toBeNull();
  });

  it('applies what came before it, in order, before anything is planned or given up', () => {
    const late = '2026-07-03T00:00:00Z';
    const first = course(started(late, bookingWith(), true)).leg;
    expect(first).toMatchObject({ outcome: null, schedules: { segments: [], isSynced: true } });
    const second = course(started(late, bookingWith(), true), assigned(late, 'D-1', 2, true)).leg;
    expect(second).toMatchObject({ driverId: 'D-1', outcome: null });
    const last = course(
      started(late, bookingWith(), true),
      assigned(late, 'D-1', 2, true),
      event('TripLegCompleted', late),
    ).leg;
    expect(last).toMatchObject({ outcome: 'completed', schedules: { segments: [], isSynced: true } });
    expect(assessmentDue(last)).toBeNull();
  });
});

describe('the driver', () => {
  it('is replaced by another assignment', () => {
    const { leg } = course(started(early), assigned(early, 'D-1', 2), assigned(early, 'D-2', 3));
    expect(leg.driverId).toBe('D-2');
  });

  it('is taken away by its unassignment, and not by that of another one', () => {
    expect(course(started(early), assigned(early), unassigned(early)).leg.driverId).toBeNull();
    expect(course(started(early), assigned(early), unassigned(early, 'D-2')).leg.driverId).toBe('D-1');
  });

  it('follows the greatest version, whether it assigned or unassigned', () => {
    const overtaken = course(started(early), unassigned(early, 'D-1', 3), assigned(early, 'D-1', 2));
    expect(overtaken).toMatchObject({ effect: 'stale', leg: { driverId: null } });
    const again = course(started(early), assigned(early, 'D-1', 2), assigned(early, 'D-2', 2));
    expect(again).toMatchObject({ effect: 'stale', leg: { driverId: 'D-1' } });
  });

  it('is applied a second time without effect (L1)', () => {
    const once = course(started(early), assigned(acting)).leg;
    const { state, effect } = apply(once, assigned(acting), 'signal#1');
    expect(effect).toBe('unchanged');
    expect(state).toBe(once);
  });

  it.each([
    ['before the leg acts', '2026-07-01T08:59:59Z', null],
    ['as the leg begins to act: its first assessment sees it', '2026-07-01T09:00:00Z', null],
    ['later', '2026-07-01T09:00:01Z', '2026-07-01T09:00:01Z'],
  ])('assigned %s is assessed at once only where the leg has begun to act', (_, at, assessAt) => {
    expect(assessmentDue(course(started(early), assigned(at)).leg)).toBe(assessAt);
  });

  it('unassigned is assessed at once; the unassignment of another one asks for nothing', () => {
    const leg = { ...course(started(early), assigned(early)).leg };
    expect(assessmentDue(apply(leg, unassigned(acting), 'k').state)).toBe(acting);
    expect(assessmentDue(apply(leg, unassigned(acting, 'D-2'), 'k').state)).toBeNull();
  });

  it('refuses a payload that is not that of its type', () => {
    expect(() => course(started(early), { at: early, type: 'DriverAssigned', version: 1 })).toThrow(/signal.payload/);
  });
});

describe('the start of the leg', () => {
  it('is assessed at once where it acts, and only noted before', () => {
    expect(assessmentDue(course(started(early), event('TripLegStarted', acting)).leg)).toBe(acting);
    expect(assessmentDue(course(started(early), event('TripLegStarted', early)).leg)).toBeNull();
  });

  it('applied a second time changes nothing (L1)', () => {
    const once = course(started(early), event('TripLegStarted', acting)).leg;
    expect(apply(once, event('TripLegStarted', acting), 'signal#1').state).toBe(once);
  });
});

describe('a changed window', () => {
  const farAway = { windowStart: '2026-07-20T09:00:00Z', windowEnd: '2026-07-20T10:00:00Z' };
  const moved = bookingWith(farAway);

  it('brings its own grid', () => {
    const leg = synced(course(started(early)).leg);
    const { state } = apply(leg, started('2026-06-21T00:00:00Z', moved), 'k');
    expect(state.schedules).toEqual({
      window: { start: farAway.windowStart, end: farAway.windowEnd },
      plannedAt: '2026-06-21T00:00:00Z',
      segments: ['far', 'near', 'close'],
      isSynced: false,
    });
  });

  it('of a leg that has not begun to act asks for nothing while the new one is far away', () => {
    expect(assessmentDue(course(started(early), started(early, moved)).leg)).toBeNull();
  });

  it('of a leg that has begun to act is assessed at once, far away or not', () => {
    expect(assessmentDue(course(started(early), started(acting, moved)).leg)).toBe(acting);
  });

  it('at the very instant at which the leg would have begun to act counts first', () => {
    expect(assessmentDue(course(started(early), started('2026-07-01T09:00:00Z', moved)).leg)).toBeNull();
  });

  it('into which the leg begins to act is assessed at once', () => {
    const sooner = bookingWith({ windowStart: '2026-06-21T00:00:00Z', windowEnd: '2026-06-21T01:00:00Z' });
    const at = '2026-06-20T06:00:00Z';
    expect(assessmentDue(course(started(early), started(at, sooner)).leg)).toBe(at);
  });

  it('leaves the leg acting: a driver is assessed at once, and so is the next window', () => {
    const leg = course(started(early), started(acting, moved)).leg;
    expect(assessmentDue(apply(leg, assigned('2026-07-05T00:00:00Z'), 'k').state)).toBe('2026-07-05T00:00:00Z');
    expect(assessmentDue(apply(leg, started('2026-07-05T00:00:00Z'), 'k').state)).toBeNull();
    const sooner = bookingWith({ windowStart: '2026-07-15T09:00:00Z', windowEnd: '2026-07-15T10:00:00Z' });
    expect(assessmentDue(apply(leg, started('2026-07-05T00:00:00Z', sooner), 'k').state)).toBe('2026-07-05T00:00:00Z');
  });

  it('that is over by six hours ends the leg as abandoned, unassessed, and takes its schedules away', () => {
    const past = bookingWith({ windowStart: '2026-06-30T09:00:00Z', windowEnd: '2026-06-30T10:00:00Z' });
    const { state } = apply(synced(course(started(early)).leg), started(acting, past), 'k');
    expect(state.outcome).toBe('abandoned');
    expect(assessmentDue(state)).toBeNull();
    expect(state.schedules).toMatchObject({ window: null, segments: ['far', 'near', 'close'], isSynced: false });
  });

  it('with the same start and another end is another window too', () => {
    const longer = bookingWith({ windowEnd: '2026-07-02T11:00:00Z' });
    const { leg } = course(started(early), started(acting, longer));
    expect(assessmentDue(leg)).toBe(acting);
    expect(leg.schedules.window).toEqual({ ...window, end: '2026-07-02T11:00:00Z' });
  });

  it.each([
    ['another place', { location: { lat: 0, lng: 0 } }],
    ['another kind', { kind: 'swap' as const }],
  ])('is none where only %s is new: it waits for the grid', (_, change) => {
    const leg = synced(course(started(early)).leg);
    expect(apply(leg, started(acting, bookingWith(change)), 'k')).toEqual({ state: leg, effect: 'unchanged' });
  });
});

describe('a leg ends', () => {
  it.each([
    ['TripLegCompleted', 'completed'],
    ['TripLegCancelled', 'cancelled'],
  ])('with %s', (type, outcome) => {
    const { leg } = course(started(acting), assigned(acting), event(type, acting));
    expect(leg.outcome).toBe(outcome);
    expect(assessmentDue(leg)).toBeNull();
    expect(leg.schedules).toMatchObject({ window: null, isSynced: false });
  });

  it.each([
    ['its booking is cancelled', cancelledBooking()],
    ['it is removed from its booking', bookingWith(null)],
  ])('when %s', (_, booking) => {
    expect(course(started(acting), started(acting, booking)).leg.outcome).toBe('cancelled');
  });

  it('when it was removed, even if it is in the booking again', () => {
    const booking = { ...bookingWith(), removedLegIds: ['L-1'] };
    expect(course(started(acting), started(acting, booking)).leg.outcome).toBe('cancelled');
  });

  it('six hours after its window, and not before', () => {
    const leg = course(started(acting)).leg;
    expect(apply(leg, time('2026-07-02T15:59:59Z'), 'k').state.outcome).toBeNull();
    expect(apply(leg, time('2026-07-02T16:00:00Z'), 'k').state.outcome).toBe('abandoned');
  });

  it('with what arrives at the very instant at which it would be abandoned', () => {
    const leg = course(started(acting)).leg;
    expect(apply(leg, event('TripLegCompleted', '2026-07-02T16:00:00Z'), 'k').state.outcome).toBe('completed');
    expect(apply(leg, assigned('2026-07-02T16:00:00Z'), 'k').state.outcome).toBeNull();
  });

  it('not on the return of its booking', () => {
    const booking = live(confirmed({ legs: [legContent] }), returned('2026-07-01T10:00:00Z'));
    expect(course(started(early), started(acting, booking)).leg.outcome).toBeNull();
  });

  it.each([
    ['a driver', assigned(acting, 'D-9', 9)],
    ['another end', event('TripLegCancelled', acting)],
    ['its start', event('TripLegStarted', acting)],
    ['the booking', started(acting, cancelledBooking())],
    ['the time', time('2026-07-09T00:00:00Z')],
  ])('once: %s changes nothing afterwards', (_, occasion) => {
    const ended = course(started(early), event('TripLegCompleted', acting)).leg;
    expect(apply(ended, occasion, 'k')).toEqual({ state: ended, effect: 'unchanged' });
  });
});
