import fc from 'fast-check';
import { hours, methods, moments, optional, quarters, toldLater, weighted, zones } from './moments.ts';
import type { SubscriptionAction, SubscriptionStory } from './stories.ts';

const prices = [60_000, 50_000, 0];

const action: fc.Arbitrary<SubscriptionAction> = weighted<SubscriptionAction>(
  [
    3,
    fc.record({
      do: fc.constant('change' as const),
      priceCents: optional(fc.constantFrom(...prices)),
      method: optional(fc.constantFrom(...methods)),
    }),
  ],
  [2, fc.constant({ do: 'pause' as const })],
  [3, fc.constant({ do: 'resume' as const })],
  [1, fc.record({ do: fc.constant('cancel' as const), atPeriodEnd: fc.boolean() })],
  [1, fc.record({ do: fc.constant('repeat' as const), back: fc.nat({ max: 4 }) })],
);

/** A subscription: activated before its first cycle, or months after it. */
export const drawSubscription: fc.Arbitrary<SubscriptionStory> = fc.record({
  zone: fc.constantFrom(...zones),
  activatedMinutes: moments(0, hours(96)),
  leadMinutes: weighted([3, quarters(0, 240)], [1, quarters(-1700, 0)]),
  priceCents: fc.constantFrom(...prices),
  method: fc.constantFrom(...methods),
  activatedLaterMinutes: fc.constantFrom(0, 0, 0, 5, 4000),
  happenings: fc.array(
    fc.record({ minutes: moments(hours(-100), hours(24 * 75)), toldLaterMinutes: toldLater, action }),
    { maxLength: 7 },
  ),
});
