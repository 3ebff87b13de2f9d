import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { businessMetric } from '../alarms/business-metrics.ts';
import { WATCHED_BUCKETS } from '../alarms/throttles.ts';
import type { DashboardSources } from './sources.ts';

const period = Duration.minutes(5);

/** What takes longer than it should, or waits for somebody. */
export function createLateWidgets(sources: DashboardSources): IWidget[] {
  const { activities, eventQueue, prefix, scheduleGroups } = sources;
  const groupMetric = (group: string, metricName: string) =>
    new Metric({
      namespace: 'AWS/Scheduler',
      metricName,
      dimensionsMap: { ScheduleGroup: `${prefix}-${group}` },
      label: `${group} ${metricName}`,
      statistic: 'Sum',
      period,
    });
  return [
    new GraphWidget({
      title: 'Age of the oldest event that waits for the router, in seconds',
      left: [eventQueue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period })],
      right: [eventQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period })],
      width: 6,
    }),
    new GraphWidget({
      title: 'Reminders and e-mails, an hour',
      left: ['ReminderSent', 'ReminderSentLate', 'ReminderDropped', 'ReminderDroppedLate'].map((name) =>
        businessMetric('send-notification', name, Duration.hours(1)),
      ),
      width: 6,
    }),
    new GraphWidget({
      title: 'Functions: the slowest hundredth, in milliseconds',
      left: activities.map(({ handlerName, function: code }) =>
        code.metricDuration({ label: handlerName, statistic: 'p99', period }),
      ),
      width: 6,
    }),
    new GraphWidget({
      title: 'Held up and refused',
      left: [
        new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', label: 'Lambda', statistic: 'Sum', period }),
        ...WATCHED_BUCKETS.map(
          ({ subject, dimension }) =>
            new Metric({
              namespace: 'AWS/States',
              metricName: 'ThrottledEvents',
              dimensionsMap: dimension,
              label: `Step Functions, ${subject}`,
              statistic: 'Sum',
              period,
            }),
        ),
      ],
      right: scheduleGroups.flatMap((group) => [
        groupMetric(group, 'TargetErrorCount'),
        groupMetric(group, 'InvocationThrottleCount'),
      ]),
      width: 6,
    }),
  ];
}
