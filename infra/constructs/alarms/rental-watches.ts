import { businessMetric } from './business-metrics.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

/** @param handlerName the function that keeps watches in line with their bookings */
export function createRentalWatchUncheckedAlarm(surroundings: AlarmSurroundings, handlerName: string) {
  return createAlarm(surroundings, {
    kind: 'rental-watch-unchecked',
    meaning: 'Three checks in a row of a rented car stayed out; the watch has put its schedule again',
    metric: businessMetric(handlerName, 'WatchRepaired'),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}
