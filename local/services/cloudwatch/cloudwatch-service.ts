import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { createAlarmStore } from './alarms/alarm-store.ts';
import { createAlarmWatch } from './alarms/alarm-watch.ts';
import { parseEmbeddedMetrics } from './embedded-metrics.ts';
import type { RecordMetric } from './metric-sample.ts';
import { createMetricStore } from './metric-store.ts';
import { describeAlarmHistoryOperation, describeAlarmsOperation } from './operations/describe-alarms.ts';
import { alarmActionsOperation, deleteAlarmsOperation, putMetricAlarmOperation } from './operations/put-alarms.ts';
import { putMetricDataOperation } from './operations/put-metric-data.ts';
import {
  getMetricDataOperation,
  getMetricStatisticsOperation,
  listMetricsOperation,
} from './operations/read-metrics.ts';
import { setAlarmStateOperation } from './operations/set-alarm-state.ts';
import { alarmProvider } from './resources/alarm.ts';
import { dashboardProvider } from './resources/dashboard.ts';

export interface CloudWatchService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /** For services of the runtime that have metrics of their own. */
  readonly recordMetric: RecordMetric;
  /** Sets what a gauge shows from now on. */
  readonly setGauge: RecordMetric;
  /** Takes the metrics out of a log line, if it is one that carries any. */
  recordEmbeddedMetrics(line: string): void;
}

/** Metrics, kept by the minute, and the alarms on them. */
export function createCloudWatchService(kernel: Kernel): CloudWatchService {
  const metrics = createMetricStore(kernel.journal);
  const alarms = createAlarmStore(kernel);
  const watch = createAlarmWatch(kernel, metrics, alarms);
  return {
    service: {
      name: 'cloudwatch',
      operations: {
        DeleteAlarms: deleteAlarmsOperation(alarms, watch),
        DescribeAlarmHistory: describeAlarmHistoryOperation(alarms),
        DescribeAlarms: describeAlarmsOperation(alarms),
        DisableAlarmActions: alarmActionsOperation(alarms, false),
        EnableAlarmActions: alarmActionsOperation(alarms, true),
        GetMetricData: getMetricDataOperation(kernel, metrics),
        GetMetricStatistics: getMetricStatisticsOperation(kernel, metrics),
        ListMetrics: listMetricsOperation(metrics),
        PutMetricAlarm: putMetricAlarmOperation(alarms, watch),
        PutMetricData: putMetricDataOperation(kernel, metrics),
        SetAlarmState: setAlarmStateOperation(kernel, alarms, watch),
      },
    },
    resourceProviders: [alarmProvider(alarms, watch), dashboardProvider()],
    recordMetric: (sample, times) => metrics.add(sample, kernel.clock.nowMs(), times),
    setGauge: (sample) => metrics.set(sample, kernel.clock.nowMs()),
    recordEmbeddedMetrics(line) {
      const { samples, atMs = kernel.clock.nowMs() } = parseEmbeddedMetrics(line);
      for (const sample of samples) metrics.add(sample, atMs);
    },
  };
}
