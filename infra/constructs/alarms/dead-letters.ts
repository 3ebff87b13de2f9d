import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmSurroundings, createAlarm } from './create-alarm.ts';

/**
 * As long as anything lies there. A queue of which nobody has wanted anything for six hours has no data, and nothing in it.
 * @param queueName without the stage's prefix
 */
export function createDeadLettersAlarm(surroundings: AlarmSurroundings, queueName: string, queue: IQueue) {
  return createAlarm(surroundings, {
    kind: 'dead-letters',
    subject: queueName,
    meaning: `There are messages in ${surroundings.prefix}-${queueName} that could not be handled, kept for 14 days`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    threshold: 1,
    firesWithinMinutes: 5,
  });
}
