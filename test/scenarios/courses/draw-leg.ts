import fc from 'fast-check';
import { hours, moments, quarters, toldLater, turns, weighted } from './moments.ts';
import type { LegStory } from './stories.ts';

type LegHappening = LegStory['happenings'][number];

const driver = fc.constantFrom('D-1', 'D-2');

const around = (action: fc.Arbitrary<LegHappening['action']>, minutes: fc.Arbitrary<number>) =>
  fc.record({ minutes, toldLaterMinutes: toldLater, action });

const sometime = weighted([3, moments(hours(-4), hours(1))], [2, moments(hours(-28), hours(8))]);

/** Most legs are completed: one that is abandoned is assessed for hours. */
const complete = around(fc.constant({ do: 'complete' as const }), moments(hours(-1), hours(3)));

const happening: fc.Arbitrary<LegHappening> = weighted(
  [5, around(fc.record({ do: fc.constant('assign' as const), driver }), sometime)],
  [2, around(fc.record({ do: fc.constant('unassign' as const), driver }), sometime)],
  [3, around(fc.constant({ do: 'drive' as const }), moments(hours(-1), hours(1)))],
  [1, complete],
  [1, around(fc.constant({ do: 'cancel-leg' as const }), sometime)],
);

/** A trip leg, what is told of it, and how long the drive takes as time goes by. */
export const drawLeg: fc.Arbitrary<LegStory> = fc.record({
  kind: fc.constantFrom('delivery', 'pickup', 'swap'),
  anchor: fc.constantFrom('start', 'end'),
  fromMinutes: quarters(-2, 1),
  lengthMinutes: fc.constantFrom(30, 60, 15, 120),
  happenings: fc
    .tuple(fc.array(happening, { maxLength: 5 }), fc.option(complete, { freq: 4 }))
    .map(([more, completed]) => (completed === null ? more : [...more, completed])),
  roads: fc.array(
    fc.record({ minutes: turns(hours(-5), hours(2)), drivingMinutes: fc.constantFrom(5, 35, 45, 60, 90, 240) }),
    { maxLength: 3 },
  ),
});
