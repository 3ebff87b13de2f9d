import { beforeEach, describe, expect, test } from 'vitest';
import type { Due } from '../../../../local/clock/clock.ts';
import { AwsError } from '../../../../local/kernel/aws-error.ts';
import {
  type CloudWatchService,
  createCloudWatchService,
} from '../../../../local/services/cloudwatch/cloudwatch-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, minutes, type RecordedCall, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let cloudWatch: CloudWatchService;
let published: RecordedCall[];
let publishing: () => unknown;

beforeEach(() => {
  runtime = createTestKernel('2026-03-01T00:00:00Z');
  cloudWatch = createCloudWatchService(runtime.kernel);
  runtime.kernel.register(cloudWatch.service);
  publishing = () => ({});
  published = runtime.standIn('sns', { Publish: () => publishing() });
});

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:on-call';
const put = (more: Record<string, unknown> = {}) =>
  runtime.call('cloudwatch', 'PutMetricAlarm', {
    ...{ AlarmName: 'errors', Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    ...{ TreatMissingData: 'notBreaching', AlarmActions: [topicArn], OKActions: [topicArn] },
    ...more,
  });
const count = (value = 1) => cloudWatch.recordMetric({ namespace: 'Shop', name: 'Errors', dimensions: {}, value });
const pass = (count: number) => runtime.clock.runThrough(runtime.clock.nowMs() + minutes(count));
/** Minutes since the beginning, state before and after. */
const changes = () =>
  runtime.observed.flatMap((event) =>
    event.kind === 'alarm-changed'
      ? [[(event.atMs - Date.parse('2026-03-01T00:00:00Z')) / minutes(1), event.previousState, event.state]]
      : [],
  );
const describeAlarms = async (input = {}) =>
  (await runtime.call<{ MetricAlarms: Record<string, unknown>[] }>('cloudwatch', 'DescribeAlarms', input)).MetricAlarms;

describe('an alarm', () => {
  test('is looked at first at the end of its first minute, fires at that of a breach, and clears when that is out of sight', async () => {
    await put();
    expect(await describeAlarms()).toMatchObject([{ AlarmName: 'errors', StateValue: 'INSUFFICIENT_DATA' }]);
    await pass(10);
    count();
    await pass(10);
    expect(changes()).toEqual([
      [1, 'INSUFFICIENT_DATA', 'OK'],
      [11, 'OK', 'ALARM'],
      [14, 'ALARM', 'OK'],
    ]);
  });

  test('sets no timer while nothing can change it: not in a quiet month, and not for what stays within its threshold', async () => {
    await put({ Statistic: 'Maximum', Threshold: 100 });
    let timers = 0;
    const { setTimer } = runtime.clock;
    Object.assign(runtime.kernel.clock, {
      setTimer: (dueMs: number, due: Due) => {
        timers += 1;
        return setTimer(dueMs, due);
      },
    });
    await pass(2);
    const before = timers;
    await pass(30 * 24 * 60);
    for (let minute = 0; minute < 60; minute += 1) {
      count(99);
      await pass(1);
    }
    expect(timers).toBe(before);
    count(100);
    await pass(5);
    expect(changes().at(-2)).toEqual([expect.any(Number), 'OK', 'ALARM']);
  });

  test('that takes silence for a breach fires when its metric stays out', async () => {
    await put({ TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold', Period: 600 });
    count();
    await pass(120);
    expect(changes()).toEqual([
      [1, 'INSUFFICIENT_DATA', 'OK'],
      [31, 'OK', 'ALARM'],
    ]);
  });

  test('on a gauge stays as long as the gauge shows it', async () => {
    await put({ Statistic: 'Maximum' });
    const show = (value: number) => cloudWatch.setGauge({ namespace: 'Shop', name: 'Errors', dimensions: {}, value });
    show(0);
    await pass(5);
    show(3);
    await pass(10_000);
    show(0);
    await pass(5);
    expect(changes().slice(1)).toEqual([
      [6, 'OK', 'ALARM'],
      [10_006, 'ALARM', 'OK'],
    ]);
  });

  test('tells its topics as CloudWatch, with what subscribers need', async () => {
    await put({ AlarmDescription: 'too many' });
    await pass(2);
    count(7);
    await pass(5);
    expect(published.map(({ caller }) => caller)[1]).toEqual({
      kind: 'service',
      principal: 'cloudwatch.amazonaws.com',
      sourceArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors',
    });
    expect(published.map(({ input }) => [input.TopicArn, input.Subject])).toEqual([
      [topicArn, 'OK: "errors"'],
      [topicArn, 'ALARM: "errors"'],
      [topicArn, 'OK: "errors"'],
    ]);
    expect(JSON.parse(String(published[1]?.input.Message))).toMatchObject({
      ...{ AlarmName: 'errors', AlarmDescription: 'too many', NewStateValue: 'ALARM', OldStateValue: 'OK' },
      ...{
        StateChangeTime: '2026-03-01T00:03:00.000Z',
        Trigger: { MetricName: 'Errors', Statistic: 'SUM', Threshold: 1 },
      },
    });
  });

  test('that cannot tell a topic says so in its history, and tells nobody while its actions are off', async () => {
    publishing = () => {
      throw new AwsError('AuthorizationError', 'not allowed to publish', { statusCode: 403 });
    };
    await put();
    await pass(2);
    await runtime.call('cloudwatch', 'DisableAlarmActions', { AlarmNames: ['errors'] });
    count();
    await pass(1);
    const { AlarmHistoryItems } = await runtime.call<{ AlarmHistoryItems: { HistorySummary: string }[] }>(
      'cloudwatch',
      'DescribeAlarmHistory',
      { AlarmName: 'errors', ScanBy: 'TimestampAscending' },
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm "errors" created',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      `Failed to execute action ${topicArn}`,
      'Alarm updated from OK to ALARM',
    ]);
  });

  test('can be put into a state by hand, and goes back to what its metric says', async () => {
    await put();
    await pass(2);
    await runtime.call('cloudwatch', 'SetAlarmState', {
      AlarmName: 'errors',
      StateValue: 'ALARM',
      StateReason: 'to try it',
    });
    expect(await describeAlarms({ StateValue: 'ALARM' })).toMatchObject([{ StateReason: 'to try it' }]);
    await pass(2);
    expect(changes().slice(1)).toEqual([
      [2, 'OK', 'ALARM'],
      [3, 'ALARM', 'OK'],
    ]);
    await expect(
      runtime.call('cloudwatch', 'SetAlarmState', { AlarmName: 'none', StateValue: 'OK', StateReason: 'x' }),
    ).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  test('keeps its state when it is put again, and is looked at by its new definition', async () => {
    await put();
    await pass(2);
    count(5);
    await pass(1);
    await put({ Threshold: 10 });
    expect(await describeAlarms()).toMatchObject([{ StateValue: 'ALARM', Threshold: 10 }]);
    await pass(1);
    expect(await describeAlarms()).toMatchObject([{ StateValue: 'OK' }]);
  });

  test('is found by name, prefix, state and page, and is gone when it was deleted', async () => {
    await put();
    await put({ AlarmName: 'errors-of-others' });
    await put({ AlarmName: 'late' });
    const names = async (input: object) => (await describeAlarms(input)).map(({ AlarmName }) => AlarmName);
    expect(await names({ AlarmNamePrefix: 'errors' })).toEqual(['errors', 'errors-of-others']);
    expect(await names({ AlarmNames: ['late', 'none'] })).toEqual(['late']);
    expect(await names({ StateValue: 'OK' })).toEqual([]);
    expect(await runtime.call('cloudwatch', 'DescribeAlarms', { MaxRecords: 2 })).toMatchObject({ NextToken: '2' });
    expect(await names({ MaxRecords: 2, NextToken: '2' })).toEqual(['late']);
    await runtime.call('cloudwatch', 'DeleteAlarms', { AlarmNames: ['errors', 'none'] });
    count();
    await pass(2);
    expect(await names({})).toEqual(['errors-of-others', 'late']);
    expect(changes().filter(([, , state]) => state === 'ALARM')).toHaveLength(2);
  });
});

describe('a template', () => {
  const properties = {
    ...{ AlarmName: 'errors', Namespace: 'Shop', MetricName: 'Errors', ExtendedStatistic: 'p99', Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 100, ComparisonOperator: 'GreaterThanThreshold' },
  };

  test('makes alarms, changes them and takes them away', async () => {
    const deploy = deployWith(cloudWatch.resourceProviders);
    const made = await deploy('AWS::CloudWatch::Alarm', properties);
    expect(made).toEqual({
      ref: 'errors',
      attributes: { Arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors' },
    });
    await deploy('AWS::CloudWatch::Alarm', { ...properties, Threshold: 200 }, made);
    expect(await describeAlarms()).toMatchObject([
      { Threshold: 200, ExtendedStatistic: 'p99', TreatMissingData: 'missing' },
    ]);
    const provider = cloudWatch.resourceProviders.find(({ type }) => type === 'AWS::CloudWatch::Alarm')!;
    await provider.delete!({ properties } as never, made);
    expect(await describeAlarms()).toEqual([]);
  });

  test('may have a dashboard, whose body has to be one', async () => {
    const deploy = deployWith(cloudWatch.resourceProviders);
    const dashboard = (DashboardBody: string) =>
      deploy('AWS::CloudWatch::Dashboard', { DashboardName: 'shop', DashboardBody });
    expect(await dashboard('{"widgets":[]}')).toEqual({ ref: 'shop', attributes: {} });
    await expect(dashboard('{')).rejects.toThrow('DashboardBody must be JSON');
    await expect(dashboard('{"widgets":{}}')).rejects.toThrow('widgets must be a list');
  });
});
