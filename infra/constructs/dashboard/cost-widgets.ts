import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { isExpress } from '../../names.ts';
import { MEMORY_MEBIBYTES } from '../activity.ts';
import { prices } from './prices.ts';
import type { DashboardSources } from './sources.ts';

/** Of a price: CloudWatch's expressions have no exponents. */
const pricesDecimals = 12;
const daily = { period: Duration.days(1), statistic: 'Sum' };

/** Dollars a day by part, from what AWS counts; what is left out is small or the same every day: alarms, logs, storage, queues. */
export function createCostWidgets(sources: DashboardSources): IWidget[] {
  const { activities, machines, prefix, scheduleGroups, tables } = sources;
  const express = [...machines].filter(([type]) => isExpress(type));
  const transitions = new Metric({
    namespace: 'AWS/States',
    metricName: 'ConsumedCapacity',
    dimensionsMap: { ServiceMetric: 'StateTransition' },
    ...daily,
  });
  const firings = scheduleGroups.map(
    (group) =>
      new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationAttemptCount',
        dimensionsMap: { ScheduleGroup: `${prefix}-${group}` },
        ...daily,
      }),
  );
  const parts = [
    priced('State transitions', [transitions], prices.stateTransition),
    priced(
      'Express requests',
      express.map(([, machine]) => machine.metricStarted(daily)),
      prices.expressRequest,
    ),
    priced(
      'Lambda requests',
      activities.map(({ function: code }) => code.metricInvocations(daily)),
      prices.lambdaRequest,
    ),
    priced(
      'Lambda duration',
      activities.map(({ function: code }) => code.metricDuration(daily)),
      (prices.lambdaGbSecond * MEMORY_MEBIBYTES) / 1_024 / 1_000,
    ),
    priced(
      'DynamoDB writes',
      tables.map((table) => table.metricConsumedWriteCapacityUnits(daily)),
      prices.dynamoWriteUnit,
    ),
    priced(
      'DynamoDB reads',
      tables.map((table) => table.metricConsumedReadCapacityUnits(daily)),
      prices.dynamoReadUnit,
    ),
    priced('Schedules', firings, prices.schedulerInvocation),
  ];
  return [new GraphWidget({ title: 'Dollars a day, by part', left: parts, stacked: true, width: 24, height: 8 })];
}

/** The sum of the metrics times a price. A day without any of them costs nothing. */
function priced(label: string, metrics: readonly IMetric[], dollarsEach: number): MathExpression {
  const id = label.toLowerCase().replace(/[^a-z]/g, '');
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${id}${index}`, metric]));
  const sum = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({
    label,
    expression: `(${sum}) * ${dollarsEach.toFixed(pricesDecimals)}`,
    usingMetrics,
    period: daily.period,
  });
}
