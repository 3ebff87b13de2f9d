import { describe, expect, it } from 'vitest';
import { callInstantMs, formatInstant, parseInstant } from '../../../lambdas/domain/instants.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { ms } from './support.ts';

describe('an instant', () => {
  it('is written without a fraction where there is none', () => {
    expect(formatInstant(ms('2026-03-10T17:00:00.000Z'))).toBe('2026-03-10T17:00:00Z');
    expect(formatInstant(ms('2026-03-10T17:00:00.250Z'))).toBe('2026-03-10T17:00:00.250Z');
  });

  it.each(['2026-03-10T17:00:00', '2026-03-10T17:00:00+01:00', 'soon', ''])('is not read from %j', (text) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
  });
});

describe('calls that are repeated during an outage', () => {
  it.each([
    [0, '2026-07-01T08:00:00Z'],
    [1, '2026-07-01T08:00:30Z'],
    [2, '2026-07-01T08:01:30Z'],
    [3, '2026-07-01T08:03:30Z'],
    [5, '2026-07-01T08:15:30Z'],
    [6, '2026-07-01T08:30:30Z'],
    [7, '2026-07-01T08:45:30Z'],
    [99, '2026-07-02T07:45:30Z'],
  ])('call %i is made at %s', (retryCount, expected) => {
    expect(formatInstant(callInstantMs(ms('2026-07-01T08:00:00Z'), retryCount, defaultPolicy))).toBe(expected);
  });
});
