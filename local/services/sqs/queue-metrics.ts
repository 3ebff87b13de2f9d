import type { RecordMetric } from '../cloudwatch/metric-sample.ts';

export interface QueueMetricsSink {
  readonly recordMetric: RecordMetric;
  readonly setGauge: RecordMetric;
}

/** What SQS counts of its queues. AWS looks at a queue once a minute; here a change is told as it happens. */
export interface QueueMetrics {
  of(queueName: string): MessageMetrics;
}

export interface MessageMetrics {
  sent(): void;
  /** After each change: messages that can be received, and those that somebody has received and not yet deleted. */
  holds(visible: number, inFlight: number): void;
}

export function createQueueMetrics(sink: QueueMetricsSink | undefined): QueueMetrics {
  return {
    of(queueName) {
      if (sink === undefined) return { sent: () => {}, holds: () => {} };
      const shared = { namespace: 'AWS/SQS', dimensions: { QueueName: queueName }, unit: 'Count' };
      let last = { visible: -1, inFlight: -1 };
      return {
        sent: () => sink.recordMetric({ ...shared, name: 'NumberOfMessagesSent', value: 1 }),
        holds(visible, inFlight) {
          if (visible !== last.visible) {
            sink.setGauge({ ...shared, name: 'ApproximateNumberOfMessagesVisible', value: visible });
          }
          if (inFlight !== last.inFlight) {
            sink.setGauge({ ...shared, name: 'ApproximateNumberOfMessagesNotVisible', value: inFlight });
          }
          last = { visible, inFlight };
        },
      };
    },
  };
}
