import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Namespace of what our functions count. */
export const METRICS_NAMESPACE = 'Legwork';

/** A counter of a function's, as its log lines carry it: Powertools adds the function's name as the dimension `service`. */
export function businessMetric(
  handlerName: string,
  metricName: string,
  period = Duration.minutes(5),
  statistic = 'Sum',
) {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: handlerName },
    period,
    statistic,
  });
}
