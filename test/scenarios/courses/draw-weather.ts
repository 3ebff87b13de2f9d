import fc from 'fast-check';
import type { Theme } from './draw-course.ts';
import { hours, optional, turns, vehicles, weighted } from './moments.ts';
import type { Course, Provider, Weather } from './stories.ts';

const card = fc.record({
  do: fc.constant('card' as const),
  method: fc.constantFrom('pm_turns', 'pm_bad', 'pm_other'),
  answer: fc.constantFrom('ok' as const, 'declines' as const),
});

const vehicle = fc.record({
  do: fc.constant('vehicle' as const),
  vehicle: fc.constantFrom(...vehicles),
  state: fc.record({
    ready: optional(fc.boolean()),
    fuelPercent: optional(fc.constantFrom(80, 10, 9, 0)),
    online: optional(fc.boolean()),
    insideArea: optional(fc.boolean()),
  }),
});

const everyProvider: readonly Provider[] = ['payments', 'notifications', 'bookings', 'routes', 'vehicles'];

const drawOutage = (providers: readonly Provider[]) =>
  fc.record({
    do: fc.constant('outage' as const),
    of: fc.constantFrom(...providers),
    lengthMinutes: fc.constantFrom(5, 20, 60, 95, 240, 800, 1450, 1600),
  });

/** What the providers do: at any time, and often around an instant at which something is due. */
export function drawWeather(theme: Theme, stories: number): fc.Arbitrary<Course['weather'][number]> {
  const outage = drawOutage(theme === 'bookings' ? everyProvider : ['payments', 'notifications', 'bookings']);
  return fc.record({
    of: fc.nat({ max: stories - 1 }),
    anchor: fc.constantFrom('confirmed', 'start', 'end'),
    minutes: weighted(
      [1, turns(hours(-80), hours(80))],
      [1, turns(hours(-6), hours(6))],
      [
        3,
        fc
          .tuple(fc.constantFrom(-4320, -1440, -240, -120, 0, 30, 120, 1440), turns(-30, 5))
          .map(([due, minutes]) => due + minutes),
      ],
    ),
    change: weighted<Weather>([4, outage], [2, card], ...(theme === 'bookings' ? [[4, vehicle] as const] : [])),
  });
}
