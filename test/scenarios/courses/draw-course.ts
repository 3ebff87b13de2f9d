import fc from 'fast-check';
import { drawBooking } from './draw-booking.ts';
import { drawSubscription } from './draw-subscription.ts';
import { drawWeather } from './draw-weather.ts';
import { keepDecided } from './keep-decided.ts';
import { weighted } from './moments.ts';
import type { Course } from './stories.ts';

/** What a course is about: bookings with their legs and watches, or subscriptions. */
export type Theme = 'bookings' | 'subscriptions';

/** In one tape. They share the providers. */
const storiesAtMost = 2;

// Quiet weeks, and weeks in which clocks of some zones go forward or back.
const firstDays = ['2026-06-01', '2026-03-05', '2026-03-27', '2026-10-22', '2026-10-30', '2026-04-02', '2026-09-03'];

/** Courses of events within the contract, of which the policy decides what comes out. */
export function drawCourse(theme: Theme): fc.Arbitrary<Course> {
  return fc
    .record({
      firstDay: fc.constantFrom(...firstDays),
      bookings: theme === 'bookings' ? stories(drawBooking) : fc.constant([]),
      subscriptions: theme === 'subscriptions' ? stories(drawSubscription) : fc.constant([]),
      weather: fc.array(drawWeather(theme, storiesAtMost), { maxLength: 8 }),
      powerCutsBehind: weighted<number[]>(
        [14, fc.constant([])],
        [1, fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 2 })],
      ),
    })
    .map(keepDecided)
    .filter(({ bookings, subscriptions }) => bookings.length + subscriptions.length > 0);
}

const stories = <Story>(story: fc.Arbitrary<Story>): fc.Arbitrary<Story[]> =>
  fc.array(story, { minLength: 1, maxLength: storiesAtMost });
