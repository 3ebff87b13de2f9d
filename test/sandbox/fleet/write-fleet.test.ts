import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lambdas/domain/events.ts';
import { writeFleet } from '../../../sandbox/fleet/write-fleet.ts';

const options = { bookings: 60, days: 30, seed: 7 };

describe('a generated fleet', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(writeFleet(options)).toEqual(writeFleet(options));
    expect(writeFleet({ ...options, seed: 8 }).steps).not.toEqual(writeFleet(options).steps);
  });

  it('keeps its bookings when it grows', () => {
    const ofFirst = (bookings: number) =>
      writeFleet({ ...options, bookings }).steps.filter((step) => JSON.stringify(step).includes('"F-0'));
    expect(ofFirst(30)).toEqual(ofFirst(1));
  });

  it.each([4, 7, 30])('has all its steps in order within its %i days', (days) => {
    const { steps, startMs, endMs } = writeFleet({ ...options, days });
    expect(endMs - startMs).toBe(days * 86_400_000);
    const instants = steps.map(({ atMs }) => atMs);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(Math.min(...instants)).toBeGreaterThanOrEqual(startMs);
    expect(Math.max(...instants)).toBeLessThan(endMs);
  });

  it('says nothing that the schemas of events refuse', () => {
    const judged = writeFleet(options).steps.flatMap((step) =>
      step.kind === 'event'
        ? [parseEvent({ detailType: step.detailType, detail: step.detail, nowMs: step.atMs }).kind]
        : [],
    );
    expect(new Set(judged)).toEqual(new Set(['signal']));
  });
});
