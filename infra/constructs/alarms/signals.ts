import { businessMetric } from './business-metrics.ts';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

/** @param handlerName who found it: the router, or the function that closes workflows */
export function createUndeliverableSignalsAlarm(surroundings: AlarmSurroundings, handlerName: string) {
  return createAlarm(surroundings, {
    kind: 'signals-undeliverable',
    subject: handlerName,
    meaning: `A signal came for a workflow that had closed, as ${handlerName} found: it had no effect, and UndeliverableSignal was emitted`,
    metric: businessMetric(handlerName, 'Undeliverable'),
    threshold: 1,
    firesWithinMinutes: 10,
  });
}
