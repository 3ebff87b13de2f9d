import { describe, expect, test } from 'vitest';
import {
  nextOccurrenceMs,
  parseRuleExpression,
  parseScheduleExpression,
} from '../../../../../local/services/scheduler/expressions/schedule-expression.ts';

/** The first occurrences after an instant, as ISO 8601. */
const occurrences = (text: string, after: string, timeZone = 'UTC', count = 3): string[] => {
  const expression = parseScheduleExpression(text)!;
  const frame = { timeZone, anchorMs: Date.parse(after) };
  const found: string[] = [];
  let afterMs = Date.parse(after);
  while (found.length < count) {
    const dueMs = nextOccurrenceMs(expression, afterMs, frame);
    if (dueMs === undefined) break;
    found.push(new Date(dueMs).toISOString().replace('.000', ''));
    afterMs = dueMs;
  }
  return found;
};

describe('expressions', () => {
  test.each([
    'at(2026-03-01T09:00:00)',
    'rate(1 minute)',
    'rate(7 days)',
    'cron(*/15 * * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 9 L * ? *)',
    'cron(0 9 LW * ? *)',
    'cron(0 9 15W JAN,JUL ? 2026-2030)',
    'cron(0 9 ? * SAT#3 *)',
    'cron(0 9 ? * 6L *)',
  ])('%s is taken', (text) => {
    expect(parseScheduleExpression(text)).toBeDefined();
  });

  test.each([
    'at(2026-03-01)',
    'at(2026-03-01T09:00:00Z)',
    'at(2026-02-30T09:00:00)',
    'at(2026-03-01T25:00:00)',
    'rate(0 minutes)',
    'rate(10 seconds)',
    'rate( 10 minutes )',
    ' rate(10 minutes)',
    'cron()',
    'cron(0 9 * * ?)',
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(71 9 1 * ? *)',
    'cron(0 dummy ? * MON-FRI *)',
    'cron(0 9 ? * SAT#6 *)',
    'cron(0 9 32 * ? *)',
    'cron(0 9 1 * ? 1969)',
    'cron(0/0 9 1 * ? *)',
  ])('%s is not', (text) => {
    expect(parseScheduleExpression(text)).toBeUndefined();
  });

  test('of rules know no one-time schedule and mind the plural', () => {
    expect(parseRuleExpression('rate(1 minute)')).toBeDefined();
    expect(parseRuleExpression('rate(10 minutes)')).toBeDefined();
    for (const text of ['rate(1 minutes)', 'rate(10 minute)', 'rate(11 hour)', 'at(2026-03-01T09:00:00)']) {
      expect(parseRuleExpression(text), text).toBeUndefined();
    }
  });
});

describe('occurrences', () => {
  test('of a rate are even, without regard to clocks', () => {
    expect(occurrences('rate(1 day)', '2026-03-28T09:00:00Z', 'Europe/Berlin', 2)).toEqual([
      '2026-03-29T09:00:00Z',
      '2026-03-30T09:00:00Z',
    ]);
  });

  test('of cron days follow the calendar', () => {
    const from = '2026-01-01T00:00:00Z';
    expect(occurrences('cron(0 9 L * ? *)', from)).toEqual([
      '2026-01-31T09:00:00Z',
      '2026-02-28T09:00:00Z',
      '2026-03-31T09:00:00Z',
    ]);
    // 15 February 2026 is a Sunday.
    expect(occurrences('cron(0 9 15W * ? *)', from)[1]).toBe('2026-02-16T09:00:00Z');
    // 1 August 2026 is a Saturday: the nearest weekday of that month is Monday the 3rd.
    expect(occurrences('cron(0 9 1W 8 ? *)', from, 'UTC', 1)).toEqual(['2026-08-03T09:00:00Z']);
    expect(occurrences('cron(0 9 ? * FRI#3 *)', from, 'UTC', 2)).toEqual([
      '2026-01-16T09:00:00Z',
      '2026-02-20T09:00:00Z',
    ]);
    expect(occurrences('cron(0 9 ? * 6L *)', from, 'UTC', 2)).toEqual(['2026-01-30T09:00:00Z', '2026-02-27T09:00:00Z']);
    expect(occurrences('cron(0 0 29 2 ? *)', from, 'UTC', 2)).toEqual(['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']);
    expect(occurrences('cron(0 0 ? * FRI-MON *)', '2026-03-02T12:00:00Z', 'UTC', 2)).toEqual([
      '2026-03-06T00:00:00Z',
      '2026-03-07T00:00:00Z',
    ]);
  });

  test('of cron times within a day come in order', () => {
    expect(occurrences('cron(10/25 8-9 ? * MON *)', '2026-03-02T08:20:00Z', 'UTC', 4)).toEqual([
      '2026-03-02T08:35:00Z',
      '2026-03-02T09:10:00Z',
      '2026-03-02T09:35:00Z',
      '2026-03-09T08:10:00Z',
    ]);
  });

  test('come to an end with the years', () => {
    expect(occurrences('cron(15 10 ? * 6L 2002-2005)', '2026-01-01T00:00:00Z')).toEqual([]);
  });

  test('leave out a time that clocks jump over in spring', () => {
    expect(occurrences('cron(30 2 * * ? *)', '2026-03-28T00:00:00Z', 'Europe/Berlin', 2)).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-30T00:30:00Z',
    ]);
    expect(occurrences('at(2026-03-29T02:30:00)', '2026-03-01T00:00:00Z', 'Europe/Berlin', 1)).toEqual([]);
  });

  test('count a time that clocks show twice in autumn once, the first time', () => {
    expect(occurrences('cron(30 2 * * ? *)', '2026-10-24T12:00:00Z', 'Europe/Berlin', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
    expect(occurrences('at(2026-10-25T02:30:00)', '2026-03-01T00:00:00Z', 'Europe/Berlin', 1)).toEqual([
      '2026-10-25T00:30:00Z',
    ]);
  });
});
