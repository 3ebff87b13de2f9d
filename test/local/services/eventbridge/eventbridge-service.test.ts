import { beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../../../local/kernel/aws-error.ts';
import type { MetricSample } from '../../../../local/services/cloudwatch/metric-sample.ts';
import {
  createEventBridgeService,
  type EventBridgeService,
} from '../../../../local/services/eventbridge/eventbridge-service.ts';
import { createSecretsManagerService } from '../../../../local/services/secrets-manager/secrets-manager-service.ts';
import { createSqsService, type SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { createTestKernel, minutes, type RecordedCall, seconds, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let sqs: SqsService;
let events: EventBridgeService;
let samples: MetricSample[];
let distrustedRole: string | undefined;
let startMs: number;

const queueArn = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}`;

beforeEach(async () => {
  runtime = createTestKernel('2026-03-01T00:00:00Z');
  startMs = runtime.clock.nowMs();
  samples = [];
  distrustedRole = undefined;
  sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  events = createEventBridgeService(runtime.kernel, {
    queues: sqs,
    secrets: createSecretsManagerService(runtime.kernel).managedSecrets('events'),
    assertTrusts: (roleArn) => {
      if (roleArn === distrustedRole) throw new AwsError('AccessDenied', 'not trusted', { statusCode: 403 });
    },
    recordMetric: (sample) => samples.push(sample),
  });
  runtime.kernel.register(sqs.service);
  runtime.kernel.register(events.service);
  for (const QueueName of ['target', 'dead']) await runtime.call('sqs', 'CreateQueue', { QueueName });
  await runtime.call('events', 'CreateEventBus', { Name: 'bus' });
});

const putRule = async (targets: Array<Record<string, unknown>>, rule: Record<string, unknown> = {}) => {
  await runtime.call('events', 'PutRule', {
    Name: 'rule',
    EventBusName: 'bus',
    EventPattern: JSON.stringify({ source: ['shop'] }),
    ...rule,
  });
  await runtime.call('events', 'PutTargets', {
    Rule: 'rule',
    EventBusName: rule.EventBusName ?? 'bus',
    Targets: targets,
  });
};
const entry = (more: Record<string, unknown> = {}) => ({
  EventBusName: 'bus',
  Source: 'shop',
  DetailType: 'OrderPlaced',
  Detail: JSON.stringify({ id: 'O-1', lines: [{ sku: 'a' }] }),
  ...more,
});
interface PutEventsOutput {
  FailedEntryCount: number;
  Entries: Array<{ EventId?: string; ErrorCode?: string; ErrorMessage?: string }>;
}
const putEvents = (...entries: Array<Record<string, unknown>>) =>
  runtime.call<PutEventsOutput>('events', 'PutEvents', { Entries: entries });
const bodies = (queue: string): string[] => sqs.messages(queue).map(({ body }) => body);
const settle = () => runtime.clock.runThrough(runtime.clock.nowMs());

describe('PutEvents', () => {
  test('delivers a matching event to the queue of a rule, in the service’s name', async () => {
    await putRule([{ Id: 'q', Arn: queueArn('target') }]);
    const { Entries } = await putEvents(entry({ Resources: ['arn:r'] }), entry({ Source: 'elsewhere' }));
    await settle();
    expect(bodies('target').map((body) => JSON.parse(body))).toEqual([
      {
        version: '0',
        id: Entries[0]!.EventId,
        'detail-type': 'OrderPlaced',
        source: 'shop',
        account: '111122223333',
        time: '2026-03-01T00:00:00Z',
        region: 'eu-west-1',
        resources: ['arn:r'],
        detail: { id: 'O-1', lines: [{ sku: 'a' }] },
      },
    ]);
    expect(runtime.authorised.at(-1)).toMatchObject({
      action: 'sqs:SendMessage',
      caller: {
        kind: 'service',
        principal: 'events.amazonaws.com',
        sourceArn: 'arn:aws:events:eu-west-1:111122223333:rule/bus/rule',
      },
    });
    expect(runtime.observed.filter(({ kind }) => kind === 'event-published')).toHaveLength(2);
  });

  test('answers bad entries one by one', async () => {
    const { FailedEntryCount, Entries } = await putEvents(
      entry(),
      entry({ Source: '' }),
      entry({ Detail: '[1]' }),
      entry({ Detail: 'nonsense' }),
      entry({ Source: 'aws.ec2' }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InvalidArgument',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
    ]);
    expect(Entries[1]!.ErrorMessage).toBe('Parameter Source is not valid. Reason: Source is a required argument.');
  });

  test('refuses more than ten entries and a request of a mebibyte', async () => {
    await expect(putEvents(...Array.from({ length: 11 }, () => entry()))).rejects.toMatchObject({
      code: 'ValidationException',
    });
    const large = entry({ Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) });
    await expect(putEvents(large)).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('takes and drops events for a bus that does not exist', async () => {
    const output = await putEvents(entry({ EventBusName: 'nothing' }));
    expect(output.FailedEntryCount).toBe(0);
    expect(output.Entries[0]!.EventId).toBeDefined();
    expect(runtime.observed).toEqual([]);
  });

  test('is metered by the 64 KB', async () => {
    await putEvents(entry(), entry({ Detail: JSON.stringify({ text: 'x'.repeat(70_000) }) }));
    expect(runtime.kernel.meter.read().eventsPublished).toBe(3);
  });

  test('asks for permission on each bus, with sources and detail types as conditions', async () => {
    await putEvents(entry(), entry({ EventBusName: 'default', Source: 'other' }));
    expect(runtime.authorised.slice(-2)).toMatchObject([
      {
        resource: 'arn:aws:events:eu-west-1:111122223333:event-bus/bus',
        conditions: { 'events:source': ['shop'], 'events:detail-type': ['OrderPlaced'] },
      },
      {
        resource: 'arn:aws:events:eu-west-1:111122223333:event-bus/default',
        conditions: { 'events:source': ['other'] },
      },
    ]);
  });
});

describe('targets', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/target';

  test('receive a constant, a part of the event or a filled template', async () => {
    await putRule([
      { Id: 'a', Arn: queueArn('target'), Input: '{"fixed":true}' },
      { Id: 'b', Arn: queueArn('target'), InputPath: '$.detail.lines[0]' },
      {
        Id: 'c',
        Arn: queueArn('target'),
        InputTransformer: {
          InputPathsMap: { id: '$.detail.id', lines: '$.detail.lines', none: '$.detail.none' },
          InputTemplate:
            '{"id": <id>, "text": "order <id> by <aws.events.rule-name><none>", "lines": <lines>, "none": <none>, "kept": "<other>"}',
        },
      },
    ]);
    await putEvents(entry());
    await settle();
    expect(bodies('target').map((body) => JSON.parse(body))).toEqual([
      { fixed: true },
      { sku: 'a' },
      { id: 'O-1', text: 'order O-1 by rule', lines: [{ sku: 'a' }], none: '', kept: '<other>' },
    ]);
  });

  test('are called with the rule’s own call: Lambda asynchronously, state machines under their role', async () => {
    const lambda = runtime.standIn('lambda', { Invoke: () => ({ StatusCode: 202 }) });
    const states = runtime.standIn('states', { StartExecution: () => ({}) });
    const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';
    await putRule([
      { Id: 'f', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', Input: '{"to":"lambda"}' },
      { Id: 's', Arn: stateMachineArn, RoleArn: roleArn, Input: '{"to":"states"}' },
    ]);
    await putEvents(entry());
    await settle();
    expect(lambda[0]).toMatchObject({ caller: { kind: 'service' }, input: { InvocationType: 'Event' } });
    expect(new TextDecoder().decode(lambda[0]!.input.Payload as Uint8Array)).toBe('{"to":"lambda"}');
    expect(states[0]).toMatchObject({
      caller: { kind: 'role', roleArn },
      input: { stateMachineArn, input: '{"to":"states"}' },
    });
  });

  test('that are a bus pass the event on', async () => {
    await runtime.call('events', 'CreateEventBus', { Name: 'second' });
    const { EventBusArn } = { EventBusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/second' };
    await putRule([{ Id: 'b', Arn: EventBusArn, RoleArn: roleArn, InputPath: '$.detail' }]);
    await putEvents(entry());
    await settle();
    expect(runtime.observed.at(-1)).toMatchObject({ kind: 'event-published', busName: 'second', source: 'shop' });
  });

  test('are refused when the runtime would not call them as AWS does', async () => {
    const put = (target: Record<string, unknown>) => expect(putRule([{ Id: 'x', ...target }])).rejects;
    await put({ Arn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/s' }).toMatchObject({
      code: 'ValidationException',
    });
    await put({ Arn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:m' }).toThrow('RoleArn is required');
    await put({ Arn: queueArn('target'), SqsParameters: { MessageGroupId: 'g' } }).toThrow('SqsParameters');
    await put({ Arn: queueArn('target'), Input: '{}', InputPath: '$' }).toThrow('Only one of');
  });

  test('need iam:PassRole for the role that they name', async () => {
    await putRule([{ Id: 'x', Arn: queueArn('target'), RoleArn: roleArn }]);
    expect(runtime.authorised.at(-1)).toMatchObject({
      action: 'iam:PassRole',
      resource: roleArn,
      conditions: { 'iam:PassedToService': 'events.amazonaws.com' },
    });
  });
});

describe('a delivery that fails', () => {
  let calls: RecordedCall[];
  let error: AwsError | undefined;
  const lambdaArn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
  const deadLetter = async (target: Record<string, unknown>) => {
    calls = runtime.standIn('lambda', {
      Invoke: () => {
        if (error) throw error;
        return {};
      },
    });
    await putRule([{ Id: 'f', Arn: lambdaArn, DeadLetterConfig: { Arn: queueArn('dead') }, ...target }]);
    await putEvents(entry());
  };
  const attributesOfDeadLetter = (): Record<string, string | undefined> =>
    Object.fromEntries(
      Object.entries(sqs.messages('dead')[0]!.attributes).map(([name, { StringValue }]) => [name, StringValue]),
    );

  test('with a passing error is tried again, later each time, until it succeeds (D1, D2)', async () => {
    error = new AwsError('ServiceException', 'busy', { statusCode: 500 });
    await deadLetter({});
    await runtime.clock.runThrough(startMs + seconds(30));
    const offsetsMs = calls.map(({ atMs }) => atMs - startMs);
    expect(offsetsMs[0]).toBe(0);
    for (const [index, full] of [1, 2, 4, 8].entries()) {
      const waitMs = offsetsMs[index + 1]! - offsetsMs[index]!;
      expect(waitMs).toBeGreaterThanOrEqual(seconds(full) / 2);
      expect(waitMs).toBeLessThanOrEqual(seconds(full));
    }
    error = undefined;
    await runtime.clock.runThrough(startMs + minutes(5));
    const attempts = calls.length;
    await runtime.clock.runThrough(startMs + minutes(60));
    expect(calls).toHaveLength(attempts);
    expect(sqs.messages('dead')).toEqual([]);
  });

  test('goes to the dead-letter queue after the last attempt, with the reason', async () => {
    error = new AwsError('TooManyRequestsException', 'slow down', { statusCode: 429 });
    await deadLetter({ RetryPolicy: { MaximumRetryAttempts: 2 } });
    await runtime.clock.runThrough(startMs + minutes(10));
    expect(calls).toHaveLength(3);
    expect(JSON.parse(sqs.messages('dead')[0]!.body)).toMatchObject({ source: 'shop', detail: { id: 'O-1' } });
    expect(attributesOfDeadLetter()).toEqual({
      RULE_ARN: 'arn:aws:events:eu-west-1:111122223333:rule/bus/rule',
      TARGET_ARN: lambdaArn,
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'slow down',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
    });
    expect(runtime.observed.at(-1)).toMatchObject({ kind: 'message-dead-lettered', queueName: 'dead' });
    expect(samples.map(({ name }) => name)).toEqual([
      'Invocations',
      'RetryInvocationAttempts',
      'Invocations',
      'RetryInvocationAttempts',
      'Invocations',
      'FailedInvocations',
      'InvocationsSentToDlq',
    ]);
  });

  test('goes there when the event is too old for another attempt', async () => {
    error = new AwsError('ServiceException', 'busy', { statusCode: 500 });
    await deadLetter({ RetryPolicy: { MaximumEventAgeInSeconds: 60 } });
    await runtime.clock.runThrough(startMs + minutes(10));
    expect(attributesOfDeadLetter().EXHAUSTED_RETRY_CONDITION).toBe('MaximumEventAgeInSeconds');
    expect(calls.at(-1)!.atMs - startMs).toBeLessThanOrEqual(seconds(60));
  });

  test('with an error that cannot pass goes there at once', async () => {
    error = new AwsError('ResourceNotFoundException', 'no such function', { statusCode: 404 });
    await deadLetter({});
    await settle();
    expect(calls).toHaveLength(1);
    expect(attributesOfDeadLetter()).toMatchObject({ ERROR_CODE: 'NO_RESOURCE', RETRY_ATTEMPTS: '0' });
    expect(attributesOfDeadLetter()).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });

  test('is lost, and counted, when the dead-letter queue does not take it', async () => {
    error = new AwsError('ResourceNotFoundException', 'no such function', { statusCode: 404 });
    runtime.deny('sqs:SendMessage', 'service');
    await deadLetter({});
    await settle();
    expect(sqs.messages('dead')).toEqual([]);
    expect(samples.at(-1)!.name).toBe('InvocationsFailedToBeSentToDlq');
  });

  test('because the role does not trust the service is told so', async () => {
    distrustedRole = 'arn:aws:iam::111122223333:role/target';
    await deadLetter({ RoleArn: distrustedRole });
    await settle();
    expect(calls).toEqual([]);
    expect(attributesOfDeadLetter().ERROR_CODE).toBe('NO_PERMISSIONS');
  });
});

describe('rules', () => {
  test('that are disabled see nothing', async () => {
    await putRule([{ Id: 'q', Arn: queueArn('target') }]);
    await runtime.call('events', 'DisableRule', { Name: 'rule', EventBusName: 'bus' });
    await putEvents(entry());
    await runtime.call('events', 'EnableRule', { Name: 'rule', EventBusName: 'bus' });
    await putEvents(entry());
    await settle();
    expect(bodies('target')).toHaveLength(1);
  });

  test('with a schedule give their targets an event at every time, on the default bus', async () => {
    await putRule([{ Id: 'q', Arn: queueArn('target') }], {
      EventBusName: 'default',
      EventPattern: undefined,
      ScheduleExpression: 'rate(5 minutes)',
    });
    await runtime.clock.runThrough(startMs + minutes(11));
    expect(bodies('target').map((body) => JSON.parse(body))).toMatchObject([
      { source: 'aws.events', 'detail-type': 'Scheduled Event', time: '2026-03-01T00:05:00Z' },
      { time: '2026-03-01T00:10:00Z' },
    ]);
    await runtime.call('events', 'DisableRule', { Name: 'rule' });
    await runtime.clock.runThrough(startMs + minutes(30));
    expect(bodies('target')).toHaveLength(2);
  });

  test('are described, listed and deleted, without targets only', async () => {
    await putRule([{ Id: 'q', Arn: queueArn('target') }]);
    expect(await runtime.call('events', 'DescribeRule', { Name: 'rule', EventBusName: 'bus' })).toMatchObject({
      Arn: 'arn:aws:events:eu-west-1:111122223333:rule/bus/rule',
      State: 'ENABLED',
      EventPattern: '{"source":["shop"]}',
    });
    const { Targets } = await runtime.call('events', 'ListTargetsByRule', { Rule: 'rule', EventBusName: 'bus' });
    expect(Targets).toEqual([{ Id: 'q', Arn: queueArn('target') }]);
    const remove = () => runtime.call('events', 'DeleteRule', { Name: 'rule', EventBusName: 'bus' });
    await expect(remove()).rejects.toMatchObject({ code: 'ValidationException' });
    await runtime.call('events', 'RemoveTargets', { Rule: 'rule', EventBusName: 'bus', Ids: ['q'] });
    await remove();
    expect(await runtime.call('events', 'ListRules', { EventBusName: 'bus' })).toEqual({ Rules: [] });
  });

  test('with a bad pattern or expression are refused', async () => {
    await expect(putRule([], { EventPattern: '{"a": "b"}' })).rejects.toMatchObject({
      code: 'InvalidEventPatternException',
    });
    await expect(
      putRule([], { EventBusName: 'default', EventPattern: undefined, ScheduleExpression: 'rate(1 minutes)' }),
    ).rejects.toThrow('Parameter ScheduleExpression is not valid.');
  });
});

test('TestEventPattern wants the fields that every event has', async () => {
  const Event = { id: '1', account: '1', source: 's', time: 't', region: 'r', 'detail-type': 'd' };
  const ask = (event: unknown) =>
    runtime.call('events', 'TestEventPattern', { EventPattern: '{"source": ["s"]}', Event: JSON.stringify(event) });
  expect(await ask(Event)).toEqual({ Result: true });
  await expect(ask({ ...Event, id: undefined })).rejects.toThrow('Parameter Event is not valid.');
  await expect(ask('text')).rejects.toThrow('Parameter Event is not valid.');
});

test('events of AWS services reach the rules of the default bus', async () => {
  await putRule([{ Id: 'q', Arn: queueArn('target') }], {
    EventBusName: 'default',
    EventPattern: '{"source": ["aws.states"]}',
  });
  events.publishServiceEvent({
    source: 'aws.states',
    detailType: 'Status',
    resources: [],
    detail: { status: 'FAILED' },
  });
  await settle();
  expect(JSON.parse(bodies('target')[0]!)).toMatchObject({ source: 'aws.states', detail: { status: 'FAILED' } });
  expect(runtime.observed.filter(({ kind }) => kind === 'event-published')).toEqual([]);
  expect(runtime.kernel.meter.read().eventsPublished).toBe(0);
});

test('a retry’s jitter comes from the seed: the same run twice retries at the same instants', async () => {
  const run = async (): Promise<number[]> => {
    const twin = createTestKernel();
    const queues = createSqsService(twin.kernel, () => 'http://127.0.0.1:4566');
    const secrets = createSecretsManagerService(twin.kernel).managedSecrets('events');
    const collaborators = { queues, secrets, assertTrusts: () => {}, recordMetric: () => {} };
    twin.kernel.register(createEventBridgeService(twin.kernel, collaborators).service);
    const calls = twin.standIn('lambda', {
      Invoke: () => {
        throw new AwsError('ServiceException', 'busy', { statusCode: 500 });
      },
    });
    await twin.call('events', 'PutRule', { Name: 'rule', EventPattern: '{"source": ["shop"]}' });
    await twin.call('events', 'PutTargets', {
      Rule: 'rule',
      Targets: [{ Id: 'f', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }],
    });
    await twin.call('events', 'PutEvents', { Entries: [entry({ EventBusName: 'default' })] });
    await twin.clock.runThrough(startMs + minutes(10));
    return calls.map(({ atMs }) => atMs);
  };
  const first = await run();
  expect(first.length).toBeGreaterThan(5);
  expect(await run()).toEqual(first);
});
