import { describe, expect, it } from 'vitest';
import {
  isQuiet,
  moveAfterQuietHours,
  moveBeforeQuietHours,
  msToWallTime,
  wallTimeToMs,
} from '../../../lambdas/domain/local-time.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { ms } from './support.ts';

const wall = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return { year, month, day, minuteOfDay: hour * 60 + minute };
};
const iso = (atMs: number) => new Date(atMs).toISOString();

describe('a wall-clock time', () => {
  it.each([
    ['2026-03-10 10:00', 'America/Los_Angeles', '2026-03-10T17:00:00.000Z', 'in summer time'],
    ['2026-03-05 10:00', 'America/Los_Angeles', '2026-03-05T18:00:00.000Z', 'in winter time'],
    ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'that occurs twice is the earlier'],
    ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z', 'that occurs twice is the earlier'],
    ['2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', 'that occurs twice is the earlier'],
    ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'that is skipped is later by the hour skipped'],
    [
      '2026-03-08 02:00',
      'America/New_York',
      '2026-03-08T07:00:00.000Z',
      'that is skipped is later by the hour skipped',
    ],
    [
      '2026-10-04 02:10',
      'Australia/Lord_Howe',
      '2026-10-03T15:40:00.000Z',
      'that is skipped is later by the half hour skipped',
    ],
    ['2026-02-31 08:00', 'Europe/London', '2026-03-03T08:00:00.000Z', 'counts days on into the next month'],
  ])('%s in %s is %s: one %s', (text, zone, expected) => {
    expect(iso(wallTimeToMs(wall(text), zone))).toBe(expected);
  });

  it('is what the clocks of the zone show', () => {
    expect(msToWallTime(ms('2026-03-09T03:59:59Z'), 'America/Los_Angeles')).toEqual(wall('2026-03-08 20:59'));
  });

  it('does not exist in a zone that does not', () => {
    expect(() => wallTimeToMs(wall('2026-03-10 10:00'), 'Europe/Atlantis')).toThrow(RangeError);
    expect(() => msToWallTime(0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('quiet hours', () => {
  it.each([
    ['2026-06-10T20:29:59Z', false, 'the half hour before them is not quiet'],
    ['2026-06-10T20:30:00Z', false, '20:30 itself is not quiet'],
    ['2026-06-10T20:59:59.999Z', false, 'the last moment before 21:00 is not quiet'],
    ['2026-06-10T21:00:00Z', true, '21:00 is quiet'],
    ['2026-06-11T00:00:00Z', true, 'midnight is quiet'],
    ['2026-06-11T07:59:59.999Z', true, 'the last moment before 08:00 is quiet'],
    ['2026-06-11T08:00:00Z', false, '08:00 itself is not quiet'],
  ])('%s on the clock: %s, as %s', (instant, expected) => {
    expect(isQuiet(ms(instant), 'Etc/UTC', defaultPolicy)).toBe(expected);
  });

  it.each([
    ['2026-06-10T21:00:00Z', '2026-06-10T20:30:00.000Z', 'the same evening'],
    ['2026-06-11T00:00:00Z', '2026-06-10T20:30:00.000Z', 'the evening before'],
    ['2026-07-01T07:59:59Z', '2026-06-30T20:30:00.000Z', 'the evening before, over the end of a month'],
    ['2026-06-11T08:00:00Z', '2026-06-11T08:00:00.000Z', 'not at all'],
    ['2026-06-10T20:59:59Z', '2026-06-10T20:59:59.000Z', 'not at all'],
  ])('move what looks ahead from %s to %s: %s', (instant, expected) => {
    expect(iso(moveBeforeQuietHours(ms(instant), 'Etc/UTC', defaultPolicy))).toBe(expected);
  });

  it.each([
    ['2026-06-10T21:00:00Z', '2026-06-11T08:00:00.000Z', 'the next morning'],
    ['2026-06-11T00:00:00Z', '2026-06-11T08:00:00.000Z', 'the same morning'],
    ['2026-12-31T23:00:00Z', '2027-01-01T08:00:00.000Z', 'the next morning, over the end of a year'],
    ['2026-06-11T08:00:00Z', '2026-06-11T08:00:00.000Z', 'not at all'],
    ['2026-06-10T20:30:00Z', '2026-06-10T20:30:00.000Z', 'not at all'],
  ])('move on what looks back from %s to %s: %s', (instant, expected) => {
    expect(iso(moveAfterQuietHours(ms(instant), 'Etc/UTC', defaultPolicy))).toBe(expected);
  });

  it('move over the night in which the clocks go forward', () => {
    // 03:30 in summer time goes back to 20:30 in winter time, six hours earlier by elapsed time.
    expect(iso(moveBeforeQuietHours(ms('2026-03-29T01:30:00Z'), 'Europe/Berlin', defaultPolicy))).toBe(
      '2026-03-28T19:30:00.000Z',
    );
    expect(iso(moveAfterQuietHours(ms('2026-03-28T21:00:00Z'), 'Europe/Berlin', defaultPolicy))).toBe(
      '2026-03-29T06:00:00.000Z',
    );
  });

  it('move over the night in which the clocks go back', () => {
    expect(iso(moveBeforeQuietHours(ms('2026-10-25T01:30:00Z'), 'Europe/Berlin', defaultPolicy))).toBe(
      '2026-10-24T18:30:00.000Z',
    );
    expect(iso(moveAfterQuietHours(ms('2026-10-24T20:00:00Z'), 'Europe/Berlin', defaultPolicy))).toBe(
      '2026-10-25T07:00:00.000Z',
    );
  });
});
