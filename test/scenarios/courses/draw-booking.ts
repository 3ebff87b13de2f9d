import fc from 'fast-check';
import { drawLeg } from './draw-leg.ts';
import { hours, methods, moments, optional, quarters, toldLater, vehicles, weighted, zones } from './moments.ts';
import type { Anchor, BookingAction, BookingStory, Patch } from './stories.ts';

type Happening = BookingStory['happenings'][number];

const amounts = [20_000, 0, 15_000, 1];

const at = (
  action: fc.Arbitrary<BookingAction>,
  anchor: Anchor,
  minutes: fc.Arbitrary<number>,
): fc.Arbitrary<Happening> =>
  fc.record({ when: fc.record({ anchor: fc.constant(anchor), minutes, toldLaterMinutes: toldLater }), action });

/** At any time, and now and then at the very instant at which a rule looks. */
const anytime = (action: fc.Arbitrary<BookingAction>): fc.Arbitrary<Happening> =>
  fc.oneof(
    at(action, 'confirmed', moments(hours(1), hours(60))),
    at(action, 'start', moments(hours(-80), hours(20))),
    at(action, 'start', fc.constantFrom(-4320, -1440, -240, -120, 0, 120)),
    at(action, 'end', moments(hours(-30), hours(80))),
    at(action, 'end', fc.constantFrom(-1440, -120, 30, 1470)),
  );

const index = fc.nat({ max: 3 });

const patch: fc.Arbitrary<Patch> = fc.record({
  startShift: optional(quarters(-100, 100)),
  endShift: optional(quarters(-100, 100)),
  zone: optional(fc.constantFrom(...zones)),
  amountCents: optional(fc.constantFrom(...amounts)),
  method: optional(fc.constantFrom(...methods)),
  vehicle: optional(fc.constantFrom(...vehicles)),
  addLeg: optional(drawLeg),
  removeLeg: optional(index),
  moveLeg: optional(fc.record({ index, shift: quarters(-25, 25) })),
});

const start: fc.Arbitrary<Happening> = at(fc.constant({ do: 'start' }), 'start', moments(hours(-3), hours(4)));

const giveBack: fc.Arbitrary<Happening> = at(
  fc.record({
    do: fc.constant('return' as const),
    agoMinutes: weighted([4, fc.constant(0)], [1, moments(0, hours(70))]),
  }),
  'end',
  weighted([20, moments(hours(-20), hours(3))], [4, moments(hours(3), hours(50))], [1, moments(hours(50), hours(170))]),
);

const assess: fc.Arbitrary<Happening> = at(
  fc.record({ do: fc.constant('assess' as const), amountCents: fc.constantFrom(0, 500, 12_000, 20_000, 30_000) }),
  'end',
  moments(hours(-20), hours(72)),
);

const others = weighted<Happening>(
  [6, anytime(fc.record({ do: fc.constant('change' as const), patch, confirmsAgain: fc.boolean() }))],
  [3, assess],
  [1, anytime(fc.constant({ do: 'cancel' }))],
  [1, anytime(fc.record({ do: fc.constant('stale' as const), patch, behind: fc.nat({ max: 2 }) }))],
  [2, anytime(fc.record({ do: fc.constant('repeat' as const), back: fc.nat({ max: 4 }) }))],
  [1, anytime(fc.record({ do: fc.constant('poison' as const), variant: fc.nat({ max: 7 }) }))],
  [1, start],
  [1, giveBack],
);

/** Most rentals start and end: a car that is not returned is watched for as long as the tape runs. */
const happenings = fc
  .tuple(fc.option(start, { freq: 4 }), fc.option(giveBack, { freq: 12 }), fc.array(others, { maxLength: 6 }))
  .map(([started, returned, more]) => [...more, ...[started, returned].filter((one) => one !== null)]);

/** A booking: most are told in time, some late, some only when much has happened. */
export const drawBooking: fc.Arbitrary<BookingStory> = fc.record({
  zone: fc.constantFrom(...zones),
  confirmedMinutes: moments(0, hours(48)),
  leadMinutes: weighted([4, quarters(72, 150)], [4, quarters(1, 80)], [1, quarters(-2, 4)]),
  lengthMinutes: weighted([5, quarters(1, 20)], [1, quarters(20, 72)]),
  amountCents: fc.constantFrom(...amounts),
  method: fc.constantFrom(...methods),
  vehicle: fc.constantFrom(...vehicles),
  legs: fc.array(drawLeg, { maxLength: 3 }),
  confirmedLaterMinutes: weighted(
    [6, fc.constant(0)],
    [1, fc.constantFrom(5, 15)],
    [1, fc.integer({ min: 1, max: hours(20) }).map((n) => n * 5)],
  ),
  times: fc.constantFrom(1, 1, 1, 3),
  happenings,
});
