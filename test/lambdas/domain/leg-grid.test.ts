import { describe, expect, it } from 'vitest';
import { gridOf, latestGridInstantMs, legScheduleName, nextInstantMs } from '../../../lambdas/domain/leg-grid.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { ms } from './support.ts';

const window = { start: '2026-07-02T09:00:00Z', end: '2026-07-02T10:00:00Z' };
const iso = (atMs: number | undefined) => (atMs === undefined ? undefined : new Date(atMs).toISOString());

/** Every instant of the grid, by walking its segments. */
function instantsOf(one: typeof window): string[] {
  return gridOf(one, defaultPolicy).flatMap((segment) => {
    const instants: string[] = [];
    for (let atMs: number | undefined = segment.firstMs; atMs !== undefined; atMs = nextInstantMs(segment, atMs)) {
      instants.push(new Date(atMs).toISOString().slice(5, 16));
    }
    return instants;
  });
}

describe('the grid of a leg', () => {
  const instants = instantsOf(window);

  it('begins 24 h before the window and is hourly up to 6 h before it', () => {
    expect(instants.slice(0, 3)).toEqual(['07-01T09:00', '07-01T10:00', '07-01T11:00']);
    expect(instants.slice(16, 20)).toEqual(['07-02T01:00', '07-02T02:00', '07-02T03:00', '07-02T03:15']);
  });

  it('has a quarter of an hour up to 1 h before the window, then five minutes', () => {
    expect(instants.slice(36, 42)).toEqual([
      '07-02T07:30',
      '07-02T07:45',
      '07-02T08:00',
      '07-02T08:05',
      '07-02T08:10',
      '07-02T08:15',
    ]);
  });

  it('goes on until the leg is abandoned, six hours after its window', () => {
    expect(instants.at(-1)).toBe('07-02T15:55');
  });

  it('holds G1: no instant twice, and 57 of them before the window', () => {
    expect(new Set(instants).size).toBe(instants.length);
    expect(instants.filter((instant) => instant < '07-02T09:00')).toHaveLength(18 + 20 + 12);
    expect(instants.filter((instant) => instant < '07-02T09:35')).toHaveLength(57);
  });

  it('counts back from a start that is at no round time', () => {
    const odd = instantsOf({ start: '2026-07-02T09:07:30.500Z', end: '2026-07-02T10:00:00Z' });
    expect(odd[0]).toBe('07-01T09:07');
    expect(odd).toContain('07-02T03:22');
    expect(odd).toContain('07-02T08:12');
  });
});

describe('the next instant of a segment', () => {
  const [far] = gridOf(window, defaultPolicy);
  it.each([
    ['long before', '2026-06-01T00:00:00Z', '2026-07-01T09:00:00.000Z'],
    ['just before', '2026-07-01T08:59:59.999Z', '2026-07-01T09:00:00.000Z'],
    ['at one', '2026-07-01T09:00:00Z', '2026-07-01T10:00:00.000Z'],
    ['between two', '2026-07-01T09:00:00.001Z', '2026-07-01T10:00:00.000Z'],
    ['just before the last', '2026-07-02T01:59:59Z', '2026-07-02T02:00:00.000Z'],
    ['at the last', '2026-07-02T02:00:00Z', undefined],
  ])('%s', (_, after, expected) => {
    expect(far && iso(nextInstantMs(far, ms(after)))).toBe(expected);
  });
});

describe('the latest instant of the grid', () => {
  it.each([
    ['before the first', '2026-07-01T08:59:59Z', undefined],
    ['at the first', '2026-07-01T09:00:00Z', '2026-07-01T09:00:00.000Z'],
    ['late by a second', '2026-07-02T08:05:01Z', '2026-07-02T08:05:00.000Z'],
    ['where two segments meet', '2026-07-02T03:00:00Z', '2026-07-02T03:00:00.000Z'],
    ['between the last of one segment and the first of the next', '2026-07-02T02:59:00Z', '2026-07-02T02:00:00.000Z'],
    ['after the end', '2026-07-03T00:00:00Z', '2026-07-02T15:55:00.000Z'],
  ])('%s', (_, at, expected) => {
    expect(iso(latestGridInstantMs(window, ms(at), defaultPolicy))).toBe(expected);
  });
});

it('the name of a schedule fits, however long the id', () => {
  expect(legScheduleName('L-40', 'close')).toBe('L-40_close');
  expect(legScheduleName('L'.repeat(40), 'close').length).toBeLessThanOrEqual(64);
});
