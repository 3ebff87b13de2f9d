import { expect, it } from 'vitest';
import { combineProgress, type FleetProgress } from '../../../sandbox/fleet/combine-progress.ts';
import { standingPart } from '../../../sandbox/fleet/divide-fleet.ts';

it('tells how far the bookings of all parts are together, and nothing of what is no part', () => {
  const [small, large] = [
    { first: 0, bookings: 10 },
    { first: 10, bookings: 30 },
  ];
  const told: FleetProgress[] = [];
  const tell = combineProgress([small!, large!], { startMs: 1_000, endMs: 2_000 }, (progress) => told.push(progress));
  tell(small!, { share: 1, lambdaInvocations: 7 });
  tell(standingPart, { share: 0.5, lambdaInvocations: 100 });
  tell(large!, { share: 0.5, lambdaInvocations: 20 });
  expect(told).toEqual([
    { share: 0.25, nowMs: 1_250, lambdaInvocations: 7 },
    { share: 0.625, nowMs: 1_625, lambdaInvocations: 27 },
  ]);
});
