import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRuntime, type ObservedEvent, type Runtime } from '../../../../local/runtime.ts';

const startMs = Date.parse('2026-03-01T00:00:00Z');
const minuteMs = 60_000;
const administrator = { kind: 'administrator' } as const;
const dataDirectory = mkdtempSync(join(tmpdir(), 'alarms-'));
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

const start = async () => {
  const observed: ObservedEvent[] = [];
  const runtime = await createRuntime({
    clock: { kind: 'skip', startMs },
    seed: 1,
    dataDirectory,
    prepare: async ({ kernel }) => {
      kernel.observer.subscribe((event) => observed.push(event), new Set(['alarm-changed']));
    },
  });
  return { runtime, observed };
};
const call = (runtime: Runtime, service: 'cloudwatch' | 'sqs', operation: string, input: object) =>
  runtime.kernel.call({ service, operation, input, caller: administrator });
const alarm = (name: string, metric: object) => ({
  ...{ AlarmName: name, Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 1 },
  ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
  ...metric,
});

describe('a runtime that goes on from its directory', () => {
  it('has its alarms in their states, clears what has passed, and keeps what a queue still holds', async () => {
    const first = await start();
    const { QueueUrl } = (await call(first.runtime, 'sqs', 'CreateQueue', { QueueName: 'letters' })) as {
      QueueUrl: string;
    };
    const ofQueue = { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' };
    const Dimensions = [{ Name: 'QueueName', Value: 'letters' }];
    await call(first.runtime, 'cloudwatch', 'PutMetricAlarm', alarm('letters', { ...ofQueue, Dimensions }));
    await call(
      first.runtime,
      'cloudwatch',
      'PutMetricAlarm',
      alarm('errors', { Namespace: 'Shop', MetricName: 'Errors' }),
    );
    await first.runtime.runThrough(startMs + 5 * minuteMs);
    await call(first.runtime, 'sqs', 'SendMessage', { QueueUrl, MessageBody: 'a letter' });
    const MetricData = [{ MetricName: 'Errors', Value: 1 }];
    await call(first.runtime, 'cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData });
    await first.runtime.runThrough(startMs + 6 * minuteMs + 30_000);
    await first.runtime.close();

    const second = await start();
    const described = await call(second.runtime, 'cloudwatch', 'DescribeAlarms', {});
    expect(described).toMatchObject({
      MetricAlarms: [
        { AlarmName: 'errors', StateValue: 'ALARM' },
        { AlarmName: 'letters', StateValue: 'ALARM' },
      ],
    });
    await second.runtime.runThrough(startMs + 60 * minuteMs);
    const seen = second.observed.map((event) => event.kind === 'alarm-changed' && [event.alarmName, event.state]);
    expect(seen).toEqual([['errors', 'OK']]);
    await call(second.runtime, 'sqs', 'PurgeQueue', { QueueUrl });
    await second.runtime.runThrough(startMs + 65 * minuteMs);
    expect(second.observed.at(-1)).toMatchObject({ alarmName: 'letters', state: 'OK' });
    const history = await call(second.runtime, 'cloudwatch', 'DescribeAlarmHistory', {
      AlarmName: 'letters',
      HistoryItemType: 'StateUpdate',
    });
    expect((history as { AlarmHistoryItems: unknown[] }).AlarmHistoryItems).toHaveLength(3);
    await second.runtime.close();
  });
});
