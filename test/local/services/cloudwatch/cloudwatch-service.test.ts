import { beforeEach, describe, expect, test } from 'vitest';
import {
  type CloudWatchService,
  createCloudWatchService,
} from '../../../../local/services/cloudwatch/cloudwatch-service.ts';
import { createTestKernel, minutes, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let cloudWatch: CloudWatchService;

beforeEach(() => {
  runtime = createTestKernel('2026-03-01T00:00:00Z');
  cloudWatch = createCloudWatchService(runtime.kernel);
  runtime.kernel.register(cloudWatch.service);
});

const statistics = async (more: Record<string, unknown>) => {
  const { Datapoints } = await runtime.call<{ Datapoints: unknown[] }>('cloudwatch', 'GetMetricStatistics', {
    Namespace: 'Shop',
    MetricName: 'Latency',
    StartTime: '2026-03-01T00:00:00Z',
    EndTime: new Date('2026-03-01T01:00:00Z'),
    Period: 300,
    ...more,
  });
  return Datapoints;
};

describe('metrics', () => {
  test('are summed up by period and dimensions', async () => {
    const Dimensions = [{ Name: 'service', Value: 'a' }];
    const put = (...values: number[]) =>
      runtime.call('cloudwatch', 'PutMetricData', {
        Namespace: 'Shop',
        MetricData: values.map((Value) => ({ MetricName: 'Latency', Value, Unit: 'Milliseconds', Dimensions })),
      });
    await put(10, 30);
    await runtime.clock.runThrough(runtime.clock.nowMs() + minutes(6));
    await put(50);
    const Statistics = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'];
    expect(await statistics({ Dimensions, Statistics })).toEqual([
      {
        Timestamp: new Date('2026-03-01T00:00:00Z'),
        Unit: 'Milliseconds',
        Sum: 40,
        Average: 20,
        Minimum: 10,
        Maximum: 30,
        SampleCount: 2,
      },
      expect.objectContaining({ Timestamp: new Date('2026-03-01T00:05:00Z'), Sum: 50 }),
    ]);
    expect(await statistics({ Statistics })).toEqual([]);
  });

  test('have percentiles', async () => {
    await runtime.call('cloudwatch', 'PutMetricData', {
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'Latency', Values: [1, 2, 3], Counts: [90, 9, 1] }],
    });
    expect(await statistics({ ExtendedStatistics: ['p50', 'p99', 'p99.9'] })).toMatchObject([
      { ExtendedStatistics: { p50: 1, p99: 2, 'p99.9': 3 } },
    ]);
  });

  test('of the runtime’s own services are queried newest first', async () => {
    const sample = { namespace: 'AWS/Events', name: 'Invocations', dimensions: { RuleName: 'r' }, value: 1 };
    cloudWatch.recordMetric(sample);
    await runtime.clock.runThrough(runtime.clock.nowMs() + minutes(1));
    cloudWatch.recordMetric({ ...sample, value: 2 });
    const query = {
      Id: 'm',
      MetricStat: {
        Metric: { Namespace: 'AWS/Events', MetricName: 'Invocations', Dimensions: [{ Name: 'RuleName', Value: 'r' }] },
        Period: 60,
        Stat: 'Sum',
      },
    };
    expect(
      await runtime.call('cloudwatch', 'GetMetricData', {
        MetricDataQueries: [query],
        StartTime: 1772323200,
        EndTime: 1772326800,
      }),
    ).toMatchObject({ MetricDataResults: [{ Id: 'm', Values: [2, 1], StatusCode: 'Complete' }] });
    expect(await runtime.call('cloudwatch', 'ListMetrics', { Namespace: 'AWS/Events' })).toEqual({
      Metrics: [{ Namespace: 'AWS/Events', MetricName: 'Invocations', Dimensions: [{ Name: 'RuleName', Value: 'r' }] }],
    });
  });

  test('cannot be put into the namespaces of AWS', async () => {
    await expect(
      runtime.call('cloudwatch', 'PutMetricData', { Namespace: 'AWS/Lambda', MetricData: [] }),
    ).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });
});

describe('log lines', () => {
  test('in the embedded metric format are recorded for each set of dimensions', async () => {
    cloudWatch.recordEmbeddedMetrics(
      JSON.stringify({
        _aws: {
          Timestamp: Date.parse('2026-03-01T00:10:00Z'),
          CloudWatchMetrics: [
            { Namespace: 'Shop', Dimensions: [['service'], []], Metrics: [{ Name: 'Latency', Unit: 'Milliseconds' }] },
          ],
        },
        service: 'a',
        Latency: [7, 9],
      }),
    );
    for (const Dimensions of [[], [{ Name: 'service', Value: 'a' }]]) {
      expect(await statistics({ Dimensions, Statistics: ['Sum', 'SampleCount'] })).toMatchObject([
        { Timestamp: new Date('2026-03-01T00:10:00Z'), Sum: 16, SampleCount: 2 },
      ]);
    }
  });

  test('of any other kind are passed over', async () => {
    for (const line of ['plain', '{"level":"INFO"}', '{"CloudWatchMetrics"', '{"_aws":{"CloudWatchMetrics":[{}]}}']) {
      cloudWatch.recordEmbeddedMetrics(line);
    }
    expect(await runtime.call('cloudwatch', 'ListMetrics')).toEqual({ Metrics: [] });
  });
});
