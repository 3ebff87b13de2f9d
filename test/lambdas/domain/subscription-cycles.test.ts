import { describe, expect, it } from 'vitest';
import { cycleBeginMs, runningCycle } from '../../../lambdas/domain/subscription-cycles.ts';
import { ms } from './support.ts';

const iso = (atMs: number) => new Date(atMs).toISOString().replace('.000Z', 'Z');

describe('the beginning of a cycle', () => {
  it.each([
    ['2026-01-31T09:00:00Z', 'Europe/Berlin', 1, '2026-02-28T09:00:00Z', 'is clamped to the last day of a short month'],
    [
      '2026-01-31T09:00:00Z',
      'Europe/Berlin',
      2,
      '2026-03-31T08:00:00Z',
      'is counted from the start, not the clamped day (C1)',
    ],
    ['2026-01-31T09:00:00Z', 'Europe/Berlin', 3, '2026-04-30T08:00:00Z', 'is clamped to the 30th'],
    ['2028-01-31T09:00:00Z', 'Europe/Berlin', 1, '2028-02-29T09:00:00Z', 'is the 29th in a leap year'],
    ['2028-02-29T09:00:00Z', 'Europe/Berlin', 12, '2029-02-28T09:00:00Z', 'is the 28th a year after a leap day'],
    ['2028-02-29T09:00:00Z', 'Europe/Berlin', 48, '2032-02-29T09:00:00Z', 'is a leap day again four years later'],
    ['2026-11-30T12:00:00Z', 'UTC', 1, '2026-12-30T12:00:00Z', 'stays in December'],
    ['2026-11-30T12:00:00Z', 'UTC', 2, '2027-01-30T12:00:00Z', 'goes on into the next year'],
    ['2026-12-31T12:00:00Z', 'UTC', 14, '2028-02-29T12:00:00Z', 'goes on over more than a year'],
    [
      '2026-02-28T16:00:00Z',
      'Asia/Tokyo',
      1,
      '2026-03-31T16:00:00Z',
      'is on the wall of its zone, where it is the 1st already',
    ],
    [
      '2026-01-31T22:30:00Z',
      'America/Los_Angeles',
      1,
      '2026-02-28T22:30:00Z',
      'is on the wall of its zone, where it is the 31st still',
    ],
    [
      '2026-02-15T09:00:00Z',
      'Europe/Berlin',
      2,
      '2026-04-15T08:00:00Z',
      'keeps its time on the wall over a change of the clocks',
    ],
    [
      '2026-09-25T00:30:00Z',
      'Europe/Berlin',
      1,
      '2026-10-25T00:30:00Z',
      'is the earlier one of a time that occurs twice',
    ],
    [
      '2026-02-28T01:30:00Z',
      'Europe/Berlin',
      1,
      '2026-03-28T01:30:00Z',
      'is not touched the day before the clocks go forward',
    ],
    ['2026-01-29T01:30:00Z', 'Europe/Berlin', 2, '2026-03-29T01:30:00Z', 'is later by what is skipped'],
    [
      '2026-01-29T01:30:00Z',
      'Europe/Berlin',
      3,
      '2026-04-29T00:30:00Z',
      'is on time again after a time that was skipped',
    ],
    [
      '2026-10-25T01:30:00Z',
      'Europe/Berlin',
      0,
      '2026-10-25T01:30:00Z',
      'is the start itself, also of a time that occurs twice (C2)',
    ],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', 1, '2026-11-25T01:30:00Z', 'is on the wall a month after such a start'],
    ['2026-01-31T09:00:30.250Z', 'Europe/Berlin', 1, '2026-02-28T09:00:30.250Z', 'keeps its seconds'],
  ])('%s in %s, cycle %i is %s: one %s', (startsAt, zone, n, expected) => {
    expect(iso(cycleBeginMs({ startsAt, zone }, n))).toBe(expected);
  });
});

describe('the running cycle', () => {
  const cadence = { startsAt: '2026-01-31T09:00:00Z', zone: 'Europe/Berlin' };

  it.each([
    ['2026-01-31T08:59:59.999Z', null],
    ['2026-01-31T09:00:00Z', 0],
    ['2026-02-28T08:59:59.999Z', 0],
    ['2026-02-28T09:00:00Z', 1],
    ['2026-03-30T22:30:00Z', 1],
    ['2026-03-31T08:00:00Z', 2],
    ['2027-01-31T09:00:00Z', 12],
    ['2046-01-31T08:59:59Z', 239],
  ])('at %s is %s', (at, expected) => {
    expect(runningCycle(cadence, ms(at))).toBe(expected);
  });
});
