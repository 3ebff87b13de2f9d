import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { ENTITY_TYPES } from '../../names.ts';
import { businessMetric } from '../alarms/business-metrics.ts';
import { toPascalCase } from '../definition.ts';
import type { DashboardSources } from './sources.ts';

/** What does not go on by itself: counted, and named. */
export function createStuckWidgets({ sweeper, deadLetterQueues, prefix }: DashboardSources): IWidget[] {
  const { handlerName } = sweeper;
  return [
    new GraphWidget({
      title: 'Stale workflows, by type',
      left: ENTITY_TYPES.map((type) =>
        businessMetric(handlerName, `Stale${toPascalCase(type)}`, Duration.minutes(15), 'Maximum'),
      ),
      right: [businessMetric(handlerName, 'WorkflowBroughtOn', Duration.hours(1))],
      width: 8,
    }),
    new GraphWidget({
      title: 'Dead letters that lie there',
      left: Object.entries(deadLetterQueues).map(([label, queue]) =>
        queue.metricApproximateNumberOfMessagesVisible({ label, statistic: 'Maximum' }),
      ),
      width: 8,
    }),
    new LogQueryWidget({
      title: 'Which workflows, newest first',
      logGroupNames: [`/aws/lambda/${prefix}-${handlerName}`],
      view: LogQueryVisualizationType.TABLE,
      queryLines: [
        'fields @timestamp, workflowType, workflowId, message, why, expectedBy',
        'filter ispresent(workflowId)',
        'sort @timestamp desc',
        'limit 50',
      ],
      width: 8,
    }),
  ];
}
