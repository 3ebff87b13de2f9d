import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { businessMetric } from '../alarms/business-metrics.ts';
import type { DashboardSources } from './sources.ts';

const hourly = { period: Duration.hours(1), statistic: 'Sum' };

/** What begins and how it ends, by workflow, and what comes in. */
export function createHealthWidgets({ machines }: DashboardSources): GraphWidget[] {
  const byType = (metricOf: (machine: IStateMachine, label: string) => IMetric) =>
    [...machines].map(([type, machine]) => metricOf(machine, type));
  return [
    new GraphWidget({
      title: 'Executions started, an hour',
      left: byType((machine, label) => machine.metricStarted({ ...hourly, label })),
      width: 8,
    }),
    new GraphWidget({
      title: 'Executions that ended as they must not, an hour',
      left: byType((machine, label) => machine.metricFailed({ ...hourly, label: `${label} failed` })),
      right: [
        ...byType((machine, label) => machine.metricTimedOut({ ...hourly, label: `${label} timed out` })),
        ...byType((machine, label) => machine.metricAborted({ ...hourly, label: `${label} aborted` })),
      ],
      width: 8,
    }),
    new GraphWidget({
      title: 'Signals, an hour',
      left: ['SignalReceived', 'SignalDuplicate', 'Poison', 'EventIgnored', 'Undeliverable'].map((name) =>
        businessMetric('route-event', name, Duration.hours(1)),
      ),
      width: 8,
    }),
  ];
}
