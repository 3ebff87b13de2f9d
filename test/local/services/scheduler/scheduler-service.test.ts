import { beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../../../local/kernel/aws-error.ts';
import type { MetricSample } from '../../../../local/services/cloudwatch/metric-sample.ts';
import { createSchedulerService } from '../../../../local/services/scheduler/scheduler-service.ts';
import { createSqsService, type SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { createTestKernel, minutes, type RecordedCall, seconds, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let sqs: SqsService;
let samples: MetricSample[];
let starts: RecordedCall[];
let startError: AwsError | undefined;
let startMs: number;

const roleArn = 'arn:aws:iam::111122223333:role/schedules';
const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';
const queueArn = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}`;

beforeEach(async () => {
  runtime = createTestKernel('2026-03-01T00:00:00Z');
  startMs = runtime.clock.nowMs();
  samples = [];
  startError = undefined;
  sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  const collaborators = {
    queues: sqs,
    assertTrusts: () => {},
    recordMetric: (sample: MetricSample) => samples.push(sample),
  };
  runtime.kernel.register(sqs.service);
  runtime.kernel.register(createSchedulerService(runtime.kernel, collaborators).service);
  starts = runtime.standIn('states', {
    StartExecution: () => {
      if (startError) throw startError;
      return {};
    },
  });
  for (const QueueName of ['target', 'dead']) await runtime.call('sqs', 'CreateQueue', { QueueName });
});

const schedule = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  Name: 'one',
  ScheduleExpression: 'at(2026-03-01T09:00:00)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: stateMachineArn, RoleArn: roleArn, Input: '{"n":1}' },
  ...more,
});
const create = (more: Record<string, unknown> = {}) => runtime.call('scheduler', 'CreateSchedule', schedule(more));
const update = (more: Record<string, unknown> = {}) => runtime.call('scheduler', 'UpdateSchedule', schedule(more));
const get = (name = 'one') => runtime.call('scheduler', 'GetSchedule', { Name: name });
const runTo = (instant: string) => runtime.clock.runThrough(Date.parse(instant));
const startedAt = (): string[] => starts.map(({ atMs }) => new Date(atMs).toISOString().replace('.000', ''));

describe('a schedule', () => {
  test('fires at its time, to the second, under its role', async () => {
    await create({ ScheduleExpressionTimezone: 'Europe/Berlin' });
    await runtime.clock.runUntil(Date.parse('2026-03-01T08:00:00Z'));
    expect(starts).toEqual([]);
    await runTo('2026-03-01T08:00:00Z');
    expect(starts).toMatchObject([
      {
        input: { stateMachineArn, input: '{"n":1}' },
        caller: { kind: 'role', roleArn },
        atMs: Date.parse('2026-03-01T08:00:00Z'),
      },
    ]);
    expect(runtime.observed.filter(({ kind }) => kind === 'schedule-fired')).toMatchObject([
      { groupName: 'default', scheduleName: 'one' },
    ]);
    expect(runtime.kernel.meter.read().schedulerInvocations).toBe(1);
  });

  test('of a time that has passed fires at once, and never again when it is updated (R2)', async () => {
    await create({ ScheduleExpression: 'at(2025-01-01T00:00:00)' });
    await runTo('2026-03-01T00:00:00Z');
    await update({ ScheduleExpression: 'at(2025-01-01T00:00:00)', Description: 'touched' });
    await runTo('2026-03-02T00:00:00Z');
    expect(startedAt()).toEqual(['2026-03-01T00:00:00Z']);
  });

  test('that recurs fires at every occurrence between its dates', async () => {
    await create({
      ScheduleExpression: 'cron(0 9 * * ? *)',
      StartDate: Date.parse('2026-03-03T00:00:00Z') / 1000,
      EndDate: '2026-03-04T09:00:00Z',
    });
    await runTo('2026-03-10T00:00:00Z');
    expect(startedAt()).toEqual(['2026-03-03T09:00:00Z', '2026-03-04T09:00:00Z']);
  });

  test('with a rate begins at once, or at its start date', async () => {
    await create({ ScheduleExpression: 'rate(2 hours)', EndDate: '2026-03-01T03:00:00Z' });
    await create({ Name: 'two', ScheduleExpression: 'rate(1 day)', StartDate: '2026-03-05T06:30:00Z' });
    await runTo('2026-03-06T12:00:00Z');
    expect(startedAt()).toEqual([
      '2026-03-01T00:00:00Z',
      '2026-03-01T02:00:00Z',
      '2026-03-05T06:30:00Z',
      '2026-03-06T06:30:00Z',
    ]);
  });

  test('with a flexible window fires within it, at an instant of the seed', async () => {
    await create({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 10 } });
    await runTo('2026-03-01T10:00:00Z');
    const lateMs = starts[0]!.atMs - Date.parse('2026-03-01T09:00:00Z');
    expect(lateMs).toBeGreaterThan(0);
    expect(lateMs).toBeLessThan(minutes(10));
  });

  test('that is disabled or deleted does not fire (R1)', async () => {
    await create({ State: 'DISABLED' });
    await create({ Name: 'two' });
    await runtime.call('scheduler', 'DeleteSchedule', { Name: 'two' });
    await runTo('2026-03-02T00:00:00Z');
    expect(starts).toEqual([]);
  });

  test('is replaced as a whole by an update', async () => {
    await create({ Description: 'first', ActionAfterCompletion: 'DELETE', State: 'DISABLED' });
    await update({ ScheduleExpression: 'at(2026-03-01T10:00:00)' });
    expect(await get()).toMatchObject({ ActionAfterCompletion: 'NONE', State: 'ENABLED' });
    expect(await get()).not.toHaveProperty('Description');
    await runTo('2026-03-02T00:00:00Z');
    expect(startedAt()).toEqual(['2026-03-01T10:00:00Z']);
  });

  test('that is updated by what it fired does not fire the same occurrence again (R2)', async () => {
    await create({ ScheduleExpression: 'cron(0 9 * * ? *)' });
    await runTo('2026-03-01T09:00:00Z');
    await update({ ScheduleExpression: 'cron(0 9 * * ? *)', Description: 'touched' });
    await runTo('2026-03-01T23:00:00Z');
    expect(startedAt()).toEqual(['2026-03-01T09:00:00Z']);
  });
});

describe('after its last occurrence a schedule', () => {
  test('stays unless it asks to be deleted', async () => {
    await create();
    await create({ Name: 'two', ActionAfterCompletion: 'DELETE' });
    await create({
      Name: 'three',
      ActionAfterCompletion: 'DELETE',
      ScheduleExpression: 'rate(1 hour)',
      EndDate: '2026-03-01T01:30:00Z',
    });
    await runTo('2026-03-01T01:00:00Z');
    await expect(get('three')).rejects.toMatchObject({ code: 'ResourceNotFoundException', statusCode: 404 });
    await runTo('2026-03-01T09:00:00Z');
    await expect(get('two')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await get()).toMatchObject({ Name: 'one' });
  });

  test('goes only when the retries of its last firing are over, and not if it was updated (R3)', async () => {
    startError = new AwsError('ThrottlingException', 'busy');
    await create({ ActionAfterCompletion: 'DELETE' });
    await create({ Name: 'two', ActionAfterCompletion: 'DELETE' });
    await runTo('2026-03-01T09:00:00Z');
    expect(await get()).toMatchObject({ Name: 'one' });
    await update({ Name: 'two', ActionAfterCompletion: 'DELETE', ScheduleExpression: 'at(2026-03-05T09:00:00)' });
    startError = undefined;
    await runTo('2026-03-01T09:05:00Z');
    await expect(get()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await get('two')).toMatchObject({ ScheduleExpression: 'at(2026-03-05T09:00:00)' });
  });
});

describe('targets', () => {
  const fire = async (Target: Record<string, unknown>): Promise<void> => {
    await create({ Target: { RoleArn: roleArn, ...Target } });
    await runTo('2026-03-01T09:00:00Z');
  };

  test('of the universal kind get their input with the members that the API has', async () => {
    await fire({
      Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
      Input: JSON.stringify({ StateMachineArn: stateMachineArn, Name: 'once', Input: '{"n":1}' }),
    });
    expect(starts[0]!.input).toEqual({ stateMachineArn, name: 'once', input: '{"n":1}' });
  });

  test('of the universal kind may be any service that the runtime has', async () => {
    await fire({
      Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
      Input: JSON.stringify({ QueueUrl: 'http://127.0.0.1:4566/111122223333/target', MessageBody: 'hello' }),
    });
    expect(sqs.messages('target').map(({ body }) => body)).toEqual(['hello']);
  });

  test('are queues, with context attributes filled in', async () => {
    await fire({
      Arn: queueArn('target'),
      Input: '<aws.scheduler.scheduled-time> <aws.scheduler.attempt-number> <aws.scheduler.schedule-arn>',
    });
    expect(sqs.messages('target')[0]!.body).toBe(
      '2026-03-01T09:00:00Z 1 arn:aws:scheduler:eu-west-1:111122223333:schedule/default/one',
    );
  });

  test('without input get an event that says which schedule fired', async () => {
    await fire({ Arn: queueArn('target') });
    expect(JSON.parse(sqs.messages('target')[0]!.body)).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time: '2026-03-01T09:00:00Z',
    });
  });

  test('are functions and buses', async () => {
    const lambda = runtime.standIn('lambda', { Invoke: () => ({}) });
    const events = runtime.standIn('events', { PutEvents: () => ({ FailedEntryCount: 0, Entries: [{}] }) });
    await create({
      Name: 'f',
      Target: { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', RoleArn: roleArn, Input: '{}' },
    });
    await fire({
      Arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/bus',
      Input: '{"id":1}',
      EventBridgeParameters: { Source: 'timer', DetailType: 'Tick' },
    });
    expect(lambda[0]!.input).toMatchObject({ InvocationType: 'Event' });
    expect(events[0]!.input).toEqual({
      Entries: [
        {
          EventBusName: 'arn:aws:events:eu-west-1:111122223333:event-bus/bus',
          Source: 'timer',
          DetailType: 'Tick',
          Detail: '{"id":1}',
        },
      ],
    });
  });

  test.each([
    ['only read', 'arn:aws:scheduler:::aws-sdk:dynamodb:getItem'],
    ['are of an unknown service', 'arn:aws:scheduler:::aws-sdk:glue:startJobRun'],
    ['are of an unknown kind', 'arn:aws:ecs:eu-west-1:111122223333:cluster/c'],
  ])('that %s are refused', async (_reason, Arn) => {
    await expect(create({ Target: { Arn, RoleArn: roleArn } })).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('a firing that fails', () => {
  const withDeadLetters = (RetryPolicy?: Record<string, unknown>) =>
    create({
      Target: {
        Arn: stateMachineArn,
        RoleArn: roleArn,
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: queueArn('dead') },
        ...(RetryPolicy && { RetryPolicy }),
      },
    });
  const attributes = (): Record<string, string | undefined> =>
    Object.fromEntries(
      Object.entries(sqs.messages('dead')[0]!.attributes).map(([name, { StringValue }]) => [name, StringValue]),
    );

  test('is retried with one execution id and a growing attempt number', async () => {
    startError = new AwsError('ThrottlingException', 'busy');
    await create({
      Target: {
        Arn: stateMachineArn,
        RoleArn: roleArn,
        Input: '<aws.scheduler.execution-id> <aws.scheduler.attempt-number>',
      },
    });
    await runTo('2026-03-01T09:00:05Z');
    const inputs = starts.map(({ input }) => String(input.input).split(' '));
    expect(inputs.length).toBeGreaterThan(2);
    expect(new Set(inputs.map(([id]) => id)).size).toBe(1);
    expect(inputs.map(([, attempt]) => attempt)).toEqual(inputs.map((_, index) => String(index + 1)));
  });

  test('goes to the dead-letter queue under the role, with everything that AWS tells', async () => {
    startError = new AwsError('ThrottlingException', 'busy');
    await withDeadLetters({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 3600 });
    await runTo('2026-03-01T10:00:00Z');
    expect(starts).toHaveLength(2);
    expect(sqs.messages('dead')[0]!.body).toBe('{"at":"2026-03-01T09:00:00Z"}');
    expect(attributes()).toEqual({
      ERROR_CODE: 'ThrottlingException',
      ERROR_MESSAGE: 'busy',
      EXECUTION_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '1',
      SCHEDULED_TIME: '2026-03-01T09:00:00Z',
      SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/one',
      TARGET_ARN: stateMachineArn,
    });
    expect(runtime.authorised.at(-1)).toMatchObject({ action: 'sqs:SendMessage', caller: { kind: 'role', roleArn } });
    expect(runtime.observed.at(-1)).toMatchObject({ kind: 'message-dead-lettered', queueName: 'dead' });
  });

  test('without hope is not retried', async () => {
    startError = new AwsError('StateMachineDoesNotExist', 'no such machine');
    await withDeadLetters();
    await runTo('2026-03-01T10:00:00Z');
    expect(starts).toHaveLength(1);
    expect(attributes()).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });

  test('without a dead-letter queue is dropped, and counted', async () => {
    startError = new AwsError('StateMachineDoesNotExist', 'no such machine');
    await create();
    await runTo('2026-03-01T10:00:00Z');
    expect(samples).toMatchObject([
      { name: 'InvocationAttemptCount', dimensions: { ScheduleGroup: 'default' } },
      { name: 'TargetErrorCount' },
      { name: 'InvocationDroppedCount' },
    ]);
  });
});

describe('CreateSchedule', () => {
  test('needs the schedule’s permission and the one to pass the role', async () => {
    await create();
    expect(runtime.authorised.slice(-2)).toMatchObject([
      { action: 'scheduler:CreateSchedule', resource: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/one' },
      { action: 'iam:PassRole', resource: roleArn, conditions: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    ]);
  });

  test('of the same name conflicts, except with the same token and request', async () => {
    const first = await create({ ClientToken: 'token' });
    expect(await create({ ClientToken: 'token' })).toEqual(first);
    await expect(create({ ClientToken: 'token', Description: 'other' })).rejects.toMatchObject({
      code: 'ConflictException',
      statusCode: 409,
    });
    await expect(create()).rejects.toMatchObject({ message: 'Schedule one already exists.' });
  });

  test.each([
    [{ ScheduleExpression: 'at(2026-03-01T09:00:00Z)' }, 'Invalid Schedule Expression at(2026-03-01T09:00:00Z).'],
    [{ ScheduleExpressionTimezone: 'Mars/Olympus' }, 'Mars/Olympus'],
    [{ Name: 'a:b' }, '^[0-9a-zA-Z-_.]+$'],
    [{ Name: 'x'.repeat(65) }, 'less than or equal to 64'],
    [{ FlexibleTimeWindow: undefined }, 'flexibleTimeWindow'],
    [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes'],
    [{ FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } }, 'MaximumWindowInMinutes'],
    [{ State: 'ON' }, 'enum value set'],
    [{ Target: { Arn: stateMachineArn } }, 'roleArn'],
    [{ Target: { Arn: stateMachineArn, RoleArn: roleArn, EcsParameters: {} } }, 'EcsParameters'],
    [{ Target: { Arn: stateMachineArn, RoleArn: roleArn, RetryPolicy: { MaximumRetryAttempts: 186 } } }, '185'],
    [{ StartDate: '2026-03-02T00:00:00Z', EndDate: '2026-03-01T00:00:00Z' }, 'EndDate'],
  ])('refuses %j', async (more, message) => {
    const refusal = expect(create(more)).rejects;
    await refusal.toMatchObject({ code: 'ValidationException', message: expect.stringContaining(message) });
  });

  test('in a group that is not there is refused', async () => {
    await expect(create({ GroupName: 'nothing' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Schedule group nothing does not exist.',
    });
  });
});

describe('ListSchedules', () => {
  const list = (input: Record<string, unknown> = {}) =>
    runtime.call<{ Schedules: Array<{ Name: string; GroupName: string }>; NextToken?: string }>(
      'scheduler',
      'ListSchedules',
      input,
    );

  test('pages through groups and names in order', async () => {
    await runtime.call('scheduler', 'CreateScheduleGroup', { Name: 'alpha' });
    for (const Name of ['b', 'a', 'c']) await create({ Name });
    for (const Name of ['z', 'y']) await create({ Name, GroupName: 'alpha' });
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ MaxResults: 2, ...(NextToken && { NextToken }) });
      seen.push(...page.Schedules.map((one) => `${one.GroupName}/${one.Name}`));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual(['alpha/y', 'alpha/z', 'default/a', 'default/b', 'default/c']);
  });

  test('filters by group, prefix and state', async () => {
    await create({ Name: 'B-1-a' });
    await create({ Name: 'B-1-b', State: 'DISABLED' });
    await create({ Name: 'B-2-a' });
    const names = async (input: Record<string, unknown>) => (await list(input)).Schedules.map(({ Name }) => Name);
    expect(await names({ GroupName: 'default', NamePrefix: 'B-1-' })).toEqual(['B-1-a', 'B-1-b']);
    expect(await names({ NamePrefix: 'B-', State: 'ENABLED' })).toEqual(['B-1-a', 'B-2-a']);
  });
});

describe('groups', () => {
  test('take their schedules with them when they are deleted', async () => {
    await runtime.call('scheduler', 'CreateScheduleGroup', { Name: 'group' });
    await create({ GroupName: 'group' });
    await runtime.call('scheduler', 'DeleteScheduleGroup', { Name: 'group' });
    await runTo('2026-03-02T00:00:00Z');
    expect(starts).toEqual([]);
    await expect(runtime.call('scheduler', 'GetScheduleGroup', { Name: 'group' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  test('carry tags', async () => {
    const ResourceArn = 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/group';
    await runtime.call('scheduler', 'CreateScheduleGroup', { Name: 'group', Tags: [{ Key: 'a', Value: '1' }] });
    await runtime.call('scheduler', 'TagResource', { ResourceArn, Tags: [{ Key: 'b', Value: '2' }] });
    await runtime.call('scheduler', 'UntagResource', { ResourceArn, TagKeys: ['a'] });
    expect(await runtime.call('scheduler', 'ListTagsForResource', { ResourceArn })).toEqual({
      Tags: [{ Key: 'b', Value: '2' }],
    });
  });
});

test('two thousand schedules fire in order, each at its own time', async () => {
  const count = 2_000;
  for (let index = 0; index < count; index += 1) {
    const atMs = startMs + seconds(((index * 7919) % count) + 1);
    await create({
      Name: `s-${index}`,
      ScheduleExpression: `at(${new Date(atMs).toISOString().slice(0, 19)})`,
      ActionAfterCompletion: 'DELETE',
    });
  }
  await runtime.clock.runThrough(startMs + seconds(count));
  expect(starts.map(({ atMs }) => (atMs - startMs) / 1000)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  );
  expect((await runtime.call<{ Schedules: unknown[] }>('scheduler', 'ListSchedules')).Schedules).toEqual([]);
});
