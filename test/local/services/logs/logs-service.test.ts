import { beforeEach, describe, expect, test } from 'vitest';
import { createLogsService, type LogsService } from '../../../../local/services/logs/logs-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let logs: LogsService;

beforeEach(() => {
  runtime = createTestKernel();
  logs = createLogsService(runtime.kernel);
  runtime.kernel.register(logs.service);
});

const messages = async (more: Record<string, unknown> = {}): Promise<string[]> => {
  const { events } = await runtime.call<{ events: Array<{ message: string }> }>('logs', 'FilterLogEvents', {
    logGroupName: '/app',
    ...more,
  });
  return events.map(({ message }) => message);
};

describe('log events', () => {
  test('are filtered by words, texts, streams and time', async () => {
    logs.append('/app', 'one', 'booking B-1 started');
    logs.append('/app', 'two', 'booking B-2 started');
    await runtime.clock.runThrough(runtime.clock.nowMs() + 1000);
    logs.append('/app', 'one', 'booking B-1 ended');
    expect(await messages({ filterPattern: 'B-1 started' })).toEqual(['booking B-1 started']);
    expect(await messages({ filterPattern: '"B-1 ended"' })).toEqual(['booking B-1 ended']);
    expect(await messages({ logStreamNames: ['two'] })).toEqual(['booking B-2 started']);
    expect(await messages({ startTime: runtime.clock.nowMs() })).toEqual(['booking B-1 ended']);
    await expect(messages({ filterPattern: '{ $.level = "ERROR" }' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  test('are put into streams that exist', async () => {
    await runtime.call('logs', 'CreateLogGroup', { logGroupName: '/app' });
    const put = () =>
      runtime.call('logs', 'PutLogEvents', {
        logGroupName: '/app',
        logStreamName: 's',
        logEvents: [{ timestamp: runtime.clock.nowMs(), message: 'hello' }],
      });
    await expect(put()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await runtime.call('logs', 'CreateLogStream', { logGroupName: '/app', logStreamName: 's' });
    await put();
    expect(await messages()).toEqual(['hello']);
  });

  test('are bounded: the newest two thousand of a group stay', async () => {
    for (let index = 1; index <= 5_000; index += 1) logs.append('/app', 's', String(index));
    const kept = await messages();
    expect(kept).toHaveLength(2_000);
    expect(kept.at(-1)).toBe('5000');
  });

  test('are gone after the retention of the group', async () => {
    await deployWith(logs.resourceProviders)('AWS::Logs::LogGroup', { LogGroupName: '/app', RetentionInDays: 1 });
    logs.append('/app', 's', 'old');
    await runtime.clock.runThrough(runtime.clock.nowMs() + 86_400_001);
    logs.append('/app', 's', 'new');
    expect(await messages()).toEqual(['new']);
  });
});

test('a template’s group has the ARN that grants are made of', async () => {
  const group = await deployWith(logs.resourceProviders)('AWS::Logs::LogGroup', { LogGroupName: '/app' });
  expect(group).toEqual({
    ref: '/app',
    attributes: { Arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/app:*' },
  });
  expect(await runtime.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: '/a' })).toMatchObject({
    logGroups: [{ logGroupName: '/app', arn: group.attributes.Arn }],
  });
});
