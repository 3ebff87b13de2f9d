import fc from 'fast-check';
import { drawBooking } from './draw-booking.ts';
import { drawSubscription } from './draw-subscription.ts';
import { drawWeather } from './draw-weather.ts';
import { weighted } from './moments.ts';
import type { Course } from './stories.ts';

/** Which parts of the policy courses are about. */
export interface Parts {
  readonly bookings: boolean;
  readonly legs: boolean;
  readonly watch: boolean;
  readonly subscriptions: boolean;
  readonly powerCuts: boolean;
}

/** Of each kind in one tape. They share the providers, and the cost of a runtime's first minute. */
const storiesAtMost = 5;

// Quiet weeks, and weeks in which clocks of some zones go forward or back.
const firstDays = ['2026-06-01', '2026-03-05', '2026-03-27', '2026-10-22', '2026-10-30', '2026-04-02', '2026-09-03'];

/** Courses of events within the contract. */
export function drawCourse(parts: Parts): fc.Arbitrary<Course> {
  return fc.record({
    firstDay: fc.constantFrom(...firstDays),
    bookings: parts.bookings ? fc.array(drawBooking(parts), { maxLength: storiesAtMost }) : fc.constant([]),
    subscriptions: parts.subscriptions ? fc.array(drawSubscription, { maxLength: storiesAtMost }) : fc.constant([]),
    weather: fc.array(drawWeather(parts, 2 * storiesAtMost), { maxLength: 10 }),
    powerCutsBehind: parts.powerCuts
      ? weighted<number[]>([14, fc.constant([])], [1, fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 2 })])
      : fc.constant([]),
  });
}
