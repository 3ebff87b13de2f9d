import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { parseEmbeddedMetrics } from './embedded-metrics.ts';
import type { RecordMetric } from './metric-sample.ts';
import { createMetricStore } from './metric-store.ts';
import { putMetricDataOperation } from './operations/put-metric-data.ts';
import {
  getMetricDataOperation,
  getMetricStatisticsOperation,
  listMetricsOperation,
} from './operations/read-metrics.ts';

export interface CloudWatchService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /** For services of the runtime that have metrics of their own. */
  readonly recordMetric: RecordMetric;
  /** Takes the metrics out of a log line, if it is one that carries any. */
  recordEmbeddedMetrics(line: string): void;
}

/** Metrics, kept by the minute. Alarms and dashboards are not there yet: templates with them are refused by their type. */
export function createCloudWatchService(kernel: Kernel): CloudWatchService {
  const metrics = createMetricStore(kernel.journal);
  return {
    service: {
      name: 'cloudwatch',
      operations: {
        GetMetricData: getMetricDataOperation(metrics),
        GetMetricStatistics: getMetricStatisticsOperation(metrics),
        ListMetrics: listMetricsOperation(metrics),
        PutMetricData: putMetricDataOperation(kernel, metrics),
      },
    },
    resourceProviders: [],
    recordMetric: (sample) => metrics.add(sample, kernel.clock.nowMs()),
    recordEmbeddedMetrics(line) {
      const { samples, atMs = kernel.clock.nowMs() } = parseEmbeddedMetrics(line);
      for (const sample of samples) metrics.add(sample, atMs);
    },
  };
}
