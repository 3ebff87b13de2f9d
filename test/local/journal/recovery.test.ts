import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRuntime } from '../../../local/runtime.ts';
import { type Call, createPowerStation, type PowerStation, startMs } from './power-cut.ts';
import { arns, writeSmallSystem } from './small-system.ts';

let station: PowerStation;
beforeEach(() => {
  station = createPowerStation();
});
afterEach(() => station.end());

const minuteMs = 60_000;
const account = '111122223333';
const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:${account}:${name}`;

/** What a service answers about itself, after some changes and again after the power was cut. */
async function expectSame(change: (call: Call) => Promise<unknown>, look: (call: Call) => Promise<unknown>) {
  const before = await station.start();
  await change(before.call);
  const seen = await look(before.call);
  const after = await station.cutPower(before);
  expect(await look(after.call)).toEqual(seen);
  return after;
}

describe('after a power cut', () => {
  it('tables have their items, indexes and time to live', async () => {
    const key = (pk: string, n: number) => ({ pk: { S: pk }, n: { N: String(n) } });
    const { runtime, call } = await expectSame(
      async (call) => {
        await call('dynamodb', 'CreateTable', {
          TableName: 'things',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'n', AttributeType: 'N' },
            { AttributeName: 'colour', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'n', KeyType: 'RANGE' },
          ],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'by-colour',
              KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        });
        await call('dynamodb', 'UpdateTimeToLive', {
          TableName: 'things',
          TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
        });
        const put = (item: object) => call('dynamodb', 'PutItem', { TableName: 'things', Item: item });
        await put({ ...key('a', 1), colour: { S: 'red' }, bytes: { B: new Uint8Array([0, 255]) } });
        await put({ ...key('a', 2), colour: { S: 'blue' }, set: { SS: ['x', 'y'] } });
        await put({ ...key('b', -3), ttl: { N: String(startMs / 1000 + 60) } });
        await call('dynamodb', 'DeleteItem', { TableName: 'things', Key: key('a', 2) });
      },
      async (call) => [
        await call('dynamodb', 'DescribeTable', { TableName: 'things' }),
        await call('dynamodb', 'DescribeTimeToLive', { TableName: 'things' }),
        await call('dynamodb', 'Scan', { TableName: 'things' }),
        await call('dynamodb', 'Query', {
          TableName: 'things',
          IndexName: 'by-colour',
          KeyConditionExpression: 'colour = :red',
          ExpressionAttributeValues: { ':red': { S: 'red' } },
        }),
      ],
    );
    await runtime.runThrough(startMs + 4 * 24 * 60 * minuteMs);
    expect(await call('dynamodb', 'Scan', { TableName: 'things' })).toMatchObject({ Count: 1 });
  });

  it('a deleted table is gone, and one of its name is empty', async () => {
    const create = {
      TableName: 'things',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    };
    await expectSame(
      async (call) => {
        await call('dynamodb', 'CreateTable', create);
        await call('dynamodb', 'PutItem', { TableName: 'things', Item: { pk: { S: 'a' } } });
        await call('dynamodb', 'DeleteTable', { TableName: 'things' });
        await call('dynamodb', 'CreateTable', create);
      },
      (call) => call('dynamodb', 'Scan', { TableName: 'things' }),
    );
  });

  it('messages are visible, hidden and delayed as before, under the same receipts and in the same order', async () => {
    let receipt = '';
    const url = 'http://127.0.0.1/queue/jobs';
    const { runtime, call } = await expectSame(
      async (call) => {
        await call('sqs', 'CreateQueue', { QueueName: 'jobs', Attributes: { VisibilityTimeout: '60' } });
        for (const body of ['hidden', 'first', 'second', 'deleted']) {
          await call('sqs', 'SendMessage', { QueueUrl: url, MessageBody: body });
        }
        await call('sqs', 'SendMessage', { QueueUrl: url, MessageBody: 'delayed', DelaySeconds: 90 });
        const { Messages } = await call<{ Messages: { ReceiptHandle: string }[] }>('sqs', 'ReceiveMessage', {
          QueueUrl: url,
        });
        receipt = Messages[0]!.ReceiptHandle;
      },
      async (call) => {
        const { Attributes } = await call('sqs', 'GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });
        return Attributes;
      },
    );
    const receive = async () => {
      const { Messages = [] } = await call<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', {
        QueueUrl: url,
        MaxNumberOfMessages: 10,
      });
      return Messages.map(({ Body }) => Body);
    };
    await call('sqs', 'ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 30 });
    expect(await receive()).toEqual(['first', 'second', 'deleted']);
    await runtime.runThrough(startMs + 30_000);
    expect(await receive()).toEqual(['hidden']);
    await runtime.runThrough(startMs + 90_000);
    expect(await receive()).toContain('delayed');
  });

  it('schedules fire when they are due, once, and those that fired do not fire again', async () => {
    const before = await station.start();
    const url = 'http://127.0.0.1/queue/fired';
    const schedule = (name: string, at: string) =>
      before.call('scheduler', 'CreateSchedule', {
        Name: name,
        GroupName: 'ours',
        ScheduleExpression: at,
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
        Target: { Arn: queueArn('fired'), RoleArn: arns.role, Input: name },
        ActionAfterCompletion: 'DELETE',
      });
    await before.runtime.deploy(await writeSmallSystem());
    await before.call('scheduler', 'CreateScheduleGroup', { Name: 'ours', Tags: [{ Key: 'a', Value: 'b' }] });
    await schedule('early', 'at(2026-03-01T00:10:00)');
    await schedule('late', 'at(2026-03-01T01:00:00)');
    await schedule('often', 'rate(20 minutes)');
    await schedule('deleted', 'at(2026-03-01T01:00:00)');
    await before.call('scheduler', 'DeleteSchedule', { Name: 'deleted', GroupName: 'ours' });
    await before.runtime.runThrough(startMs + 30 * minuteMs);
    const listed = await before.call('scheduler', 'ListSchedules', {});

    const after = await station.cutPower(before);
    expect(await after.call('scheduler', 'ListSchedules', {})).toEqual(listed);
    await after.runtime.runThrough(startMs + 70 * minuteMs);
    const { Messages } = await after.call<{ Messages: { Body: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl: url,
      MaxNumberOfMessages: 10,
    });
    expect(Messages.map(({ Body }) => Body).sort()).toEqual(['early', 'late', 'often', 'often', 'often', 'often']);
  });

  it('a delivery that is being retried goes on, and ends in the dead-letter queue when its age is reached', async () => {
    const before = await station.start();
    const url = 'http://127.0.0.1/queue/target';
    await before.call('sqs', 'CreateQueue', { QueueName: 'target', Attributes: { Policy: anyoneMaySend('target') } });
    await before.call('sqs', 'CreateQueue', { QueueName: 'dead', Attributes: { Policy: anyoneMaySend('dead') } });
    await before.call('events', 'CreateEventBus', { Name: 'bus' });
    await before.call('events', 'PutRule', { Name: 'rule', EventBusName: 'bus', EventPattern: '{"source":["s"]}' });
    const target = { Id: '1', Arn: queueArn('target'), DeadLetterConfig: { Arn: queueArn('dead') } };
    await before.call('events', 'PutTargets', { Rule: 'rule', EventBusName: 'bus', Targets: [target] });
    before.runtime.setFault('sqs', 'SendMessage', { code: 'ServiceUnavailable', message: 'out', statusCode: 503 });
    const entry = { EventBusName: 'bus', Source: 's', DetailType: 'd', Detail: '{"n":1}' };
    await before.call('events', 'PutEvents', { Entries: [entry] });
    await before.runtime.runThrough(startMs + minuteMs);

    const after = await station.cutPower(before);
    expect(await after.runtime.events()).toMatchObject([{ kind: 'event-published', detailType: 'd' }]);
    await after.runtime.runThrough(startMs + 60 * minuteMs);
    const received = await after.call('sqs', 'ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10 });
    expect(received.Messages).toHaveLength(1);
    await after.call('events', 'PutEvents', { Entries: [entry] });
    await after.runtime.kernel.work.whenIdle();
    expect((await after.call('sqs', 'ReceiveMessage', { QueueUrl: url })).Messages).toHaveLength(1);
  });

  it('parameters, secrets, topics and log groups are as they were', async () => {
    await expectSame(
      async (call) => {
        await call('ssm', 'PutParameter', { Name: '/a', Type: 'String', Value: '1' });
        await call('ssm', 'PutParameter', { Name: '/a', Value: '2', Overwrite: true });
        await call('secretsmanager', 'CreateSecret', { Name: 's', SecretString: 'one' });
        await call('secretsmanager', 'PutSecretValue', { SecretId: 's', SecretString: 'two' });
        await call('sns', 'CreateTopic', { Name: 't' });
        const TopicArn = `arn:aws:sns:eu-west-1:${account}:t`;
        await call('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q') });
        await call('logs', 'CreateLogGroup', { logGroupName: 'g' });
      },
      async (call) => [
        await call('ssm', 'GetParameter', { Name: '/a' }),
        await call('ssm', 'GetParameter', { Name: '/a:1' }),
        await call('secretsmanager', 'DescribeSecret', { SecretId: 's' }),
        await call('secretsmanager', 'GetSecretValue', { SecretId: 's', VersionStage: 'AWSPREVIOUS' }),
        await call('sns', 'ListSubscriptionsByTopic', { TopicArn: `arn:aws:sns:eu-west-1:${account}:t` }),
        await call('logs', 'DescribeLogGroups', {}),
      ],
    );
  });

  it('time, the meter and the numbers drawn by chance go on from where they were', async () => {
    const before = await station.start();
    await before.call('sqs', 'CreateQueue', { QueueName: 'q' });
    const ids = new Set<unknown>();
    const send = async (call: Call) => {
      const { MessageId } = await call('sqs', 'SendMessage', { QueueUrl: 'http://h/q', MessageBody: 'm' });
      ids.add(MessageId);
    };
    for (let count = 0; count < 5; count += 1) await send(before.call);
    await before.runtime.runUntil(startMs + minuteMs);
    const { meter } = before.runtime.report();

    const after = await station.cutPower(before);
    expect(after.runtime.kernel.clock.nowMs()).toBe(startMs + minuteMs);
    expect(after.runtime.report().meter).toEqual(meter);
    for (let count = 0; count < 5; count += 1) await send(after.call);
    expect(ids.size).toBe(10);
  });

  it('what was not flushed is there altogether or not at all', async () => {
    const before = await station.start();
    await before.call('sqs', 'CreateQueue', { QueueName: 'q' });
    await before.runtime.flushed();
    for (let count = 0; count < 3; count += 1) {
      void before.call('sqs', 'SendMessage', { QueueUrl: 'http://h/q', MessageBody: 'm' });
    }
    const after = await station.cutPower(before);
    const { Attributes } = await after.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
      QueueUrl: 'http://h/q',
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    expect(['0', '3']).toContain(Attributes.ApproximateNumberOfMessages);
  });
});

describe('executions after a power cut', () => {
  type Ended = { readonly status: string; readonly output?: string };

  const answerQuestion = async (call: Call): Promise<void> => {
    const { Messages = [] } = await call<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl: 'http://h/questions',
    });
    const { token, name } = JSON.parse(Messages[0]!.Body) as { token: string; name: string };
    await call('states', 'SendTaskSuccess', { taskToken: token, output: JSON.stringify({ answered: name }) });
  };

  it.each([
    ['while its timer runs', 30],
    ['while it waits for a report', 90],
  ])('one that was open goes on %s, with the history that it would have had', async (_when, cutAfterSeconds) => {
    const assembly = await writeSmallSystem();
    const play = async (hasPowerCut: boolean) => {
      let powered = await station.start();
      await powered.runtime.deploy(assembly);
      const input = { stateMachineArn: arns.alias, name: 'one', input: '{"seconds":60}' };
      await powered.call('states', 'StartExecution', input);
      await powered.runtime.runUntil(startMs + cutAfterSeconds * 1000);
      if (hasPowerCut) powered = await station.cutPower(powered);
      await powered.runtime.runUntil(startMs + 2 * minuteMs);
      await answerQuestion(powered.call);
      await powered.runtime.kernel.work.whenIdle();
      const ended = await powered.call<Ended>('states', 'DescribeExecution', { executionArn: arns.execution('one') });
      const { events } = await powered.call<{ events: { type: string; timestamp: Date }[] }>(
        'states',
        'GetExecutionHistory',
        { executionArn: arns.execution('one') },
      );
      return { ended, history: events.map(({ type, timestamp }) => [type, timestamp]) };
    };
    const undisturbed = await play(false);
    expect(undisturbed.ended).toMatchObject({
      status: 'SUCCEEDED',
      output: '[{"answered":"one"},{"counted":"one"}]',
    });
    expect(await play(true)).toEqual(undisturbed);
  });

  it('one that ended is listed and described as before, and its name stays taken', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeSmallSystem());
    const input = { stateMachineArn: arns.machine, name: 'one', input: '{"seconds":1}' };
    await before.call('states', 'StartExecution', input);
    await before.call('states', 'StartExecution', { ...input, name: 'two' });
    await before.call('states', 'StopExecution', { executionArn: arns.execution('two'), error: 'enough' });
    await before.runtime.runUntil(startMs + minuteMs);
    await answerQuestion(before.call);
    await before.runtime.kernel.work.whenIdle();
    const look = async (call: Call) => [
      await call('states', 'ListExecutions', { stateMachineArn: arns.machine }),
      await call('states', 'DescribeExecution', { executionArn: arns.execution('two') }),
      await call('states', 'GetExecutionHistory', { executionArn: arns.execution('one') }),
    ];
    const seen = await look(before.call);

    const after = await station.cutPower(before);
    expect(await look(after.call)).toEqual(seen);
    await expect(after.call('states', 'StartExecution', input)).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
    });
    await after.call('states', 'RedriveExecution', { executionArn: arns.execution('two') });
    await after.runtime.runUntil(startMs + 2 * minuteMs);
    await answerQuestion(after.call);
    await after.runtime.kernel.work.whenIdle();
    const redriven = await after.call<Ended>('states', 'DescribeExecution', { executionArn: arns.execution('two') });
    expect(redriven.status).toBe('SUCCEEDED');
  });

  it('one that waits for another is told of its end', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeSmallSystem());
    const create = (name: string, state: object) =>
      before.call('states', 'CreateStateMachine', {
        name,
        roleArn: arns.role,
        definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { ...state, End: true } } }),
      });
    const machine = (name: string) => arns.machine.replace(/system$/, name);
    await create('child', { Type: 'Wait', Seconds: 60, Output: 'grown' });
    await create('parent', {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: machine('child') },
      Output: '{% $states.result.Output %}',
    });
    const { executionArn } = await before.call('states', 'StartExecution', { stateMachineArn: machine('parent') });
    await before.runtime.runUntil(startMs + 30_000);

    const after = await station.cutPower(before);
    await after.runtime.runThrough(startMs + 60_000);
    expect(await after.call('states', 'DescribeExecution', { executionArn })).toMatchObject({ output: '"grown"' });
    expect(await after.call('states', 'ListExecutions', { stateMachineArn: machine('child') })).toMatchObject({
      executions: [{ status: 'SUCCEEDED' }],
    });
  });

  it('many events are folded from the last snapshot on', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeSmallSystem());
    const name = 'looping';
    const roleArn = arns.role;
    const Loop = { Type: 'Wait', Seconds: 1, Assign: { n: '{% $n + 1 %}' }, Next: 'More' };
    const More = { Type: 'Choice', Choices: [{ Condition: '{% $n < 200 %}', Next: 'Loop' }], Default: 'Done' };
    const states = {
      Begin: { Type: 'Pass', Assign: { n: 0 }, Next: 'Loop' },
      Loop,
      More,
      Done: { Type: 'Succeed', Output: '{% $n %}' },
    };
    const loop = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Begin', States: states });
    await before.call('states', 'CreateStateMachine', { name, roleArn, definition: loop });
    const machine = arns.machine.replace(/system$/, name);
    const { executionArn } = await before.call('states', 'StartExecution', { stateMachineArn: machine, name: 'l' });
    await before.runtime.runUntil(startMs + 150_500);
    const seen = await before.call('states', 'GetExecutionHistory', { executionArn, maxResults: 1000 });

    const after = await station.cutPower(before);
    expect(await after.call('states', 'GetExecutionHistory', { executionArn, maxResults: 1000 })).toEqual(seen);
    await after.runtime.runUntil(startMs + 300_000);
    expect(await after.call('states', 'DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '200',
    });
  });
});

describe('functions after a power cut', () => {
  const counted = async ({ call }: { call: Call }): Promise<string[]> => {
    const { Items } = await call<{ Items: { pk: { S: string } }[] }>('dynamodb', 'Scan', { TableName: 'counts' });
    return Items.map(({ pk }) => pk.S).sort();
  };
  const outage = { code: 'InternalServerError', message: 'out', statusCode: 500 };

  it('an asynchronous invocation is tried again when it would have been', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeSmallSystem());
    before.runtime.setFault('dynamodb', 'TransactWriteItems', outage);
    const Payload = new TextEncoder().encode('{"name":"later"}');
    await before.call('lambda', 'Invoke', { FunctionName: 'count', InvocationType: 'Event', Payload });
    await before.runtime.runUntil(startMs + 30_000);

    const after = await station.cutPower(before);
    await after.runtime.runUntil(startMs + 60_000);
    expect(await counted(after)).toEqual([]);
    await after.runtime.runThrough(startMs + 60_000);
    expect(await counted(after)).toEqual(['later', 'total']);
  });

  it('a queue goes on feeding its function, also with what failed before', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeSmallSystem());
    before.runtime.setFault('dynamodb', 'TransactWriteItems', outage);
    await before.call('sqs', 'SendMessage', { QueueUrl: 'http://h/jobs', MessageBody: 'failed' });
    await before.runtime.runUntil(startMs + 5_000);

    const after = await station.cutPower(before);
    await after.call('sqs', 'SendMessage', { QueueUrl: 'http://h/jobs', MessageBody: 'new' });
    await after.runtime.kernel.work.whenIdle();
    expect(await counted(after)).toEqual(['new', 'total']);
    await after.runtime.runThrough(startMs + 10_000);
    expect(await counted(after)).toEqual(['failed', 'new', 'total']);
  });
});

describe('a rule with a schedule after a power cut', () => {
  it('fires when it would have fired', async () => {
    const before = await station.start();
    const policy = { QueueName: 'ticks', Attributes: { Policy: anyoneMaySend('ticks') } };
    await before.call('sqs', 'CreateQueue', policy);
    await before.runtime.runUntil(startMs + minuteMs);
    await before.call('events', 'PutRule', { Name: 'tick', ScheduleExpression: 'rate(10 minutes)' });
    await before.call('events', 'PutTargets', { Rule: 'tick', Targets: [{ Id: '1', Arn: queueArn('ticks') }] });
    await before.runtime.runUntil(startMs + 8 * minuteMs);

    const after = await station.cutPower(before);
    const ticks = async () => {
      const { Messages = [] } = await after.call<{ Messages?: { Body: string }[] }>('sqs', 'ReceiveMessage', {
        QueueUrl: 'http://h/ticks',
        MaxNumberOfMessages: 10,
      });
      return Messages.map(({ Body }) => (JSON.parse(Body) as { time: string }).time);
    };
    await after.runtime.runThrough(startMs + 21 * minuteMs);
    expect(await ticks()).toEqual(['2026-03-01T00:11:00Z', '2026-03-01T00:21:00Z']);
  });
});

describe('a deployment after a power cut', () => {
  it('finds its resources, and one that did not change changes nothing', async () => {
    const assembly = await writeSmallSystem();
    const before = await station.start();
    const deployed = await before.runtime.deploy(assembly);
    const look = async (call: Call) => [
      await call('states', 'DescribeStateMachine', { stateMachineArn: arns.machine }),
      await call('states', 'ListStateMachineVersions', { stateMachineArn: arns.machine }),
      await call('states', 'ListStateMachineAliases', { stateMachineArn: arns.machine }),
      await call('lambda', 'ListVersionsByFunction', { FunctionName: 'count' }),
      await call('sqs', 'ListQueues', {}),
    ];
    const seen = await look(before.call);
    const after = await station.cutPower(before);
    expect(await look(after.call)).toEqual(seen);
    expect(await after.runtime.deploy(assembly)).toEqual(deployed);
    expect(await look(after.call)).toEqual(seen);
  });
});

describe('a data directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'power-station-'));
  const start = (port?: number) =>
    createRuntime({
      clock: { kind: 'skip', startMs },
      seed: 1,
      dataDirectory: directory,
      ...(port === undefined ? {} : { port }),
    });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('is refused while another runtime has it, and free again after that, whatever came of its start', async () => {
    const runtime = await start();
    await expect(start()).rejects.toThrow(`the data directory ${directory} is in use`);
    await runtime.close();
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    await expect(start((occupant.address() as AddressInfo).port)).rejects.toThrow('EADDRINUSE');
    occupant.close();
    await (await start()).close();
  });

  it('keeps the port, which the URLs of queues name', async () => {
    const first = await start();
    const { endpoint } = first;
    await first.close();
    const second = await start();
    expect(second.endpoint).toBe(endpoint);
    await second.close();
  });
});

function anyoneMaySend(name: string): string {
  const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: queueArn(name) };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
