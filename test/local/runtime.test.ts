import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { administrator, type ServiceName } from '../../local/kernel/service.ts';
import { createRuntime, type Runtime } from '../../local/runtime.ts';
import { writeAssembly } from './assembly/write-assembly.ts';

const startMs = Date.parse('2026-03-01T09:00:00Z');
const open: Runtime[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close()));
});

/** Asks AWS who it is, as an SDK client would, but without one: the asset is this text and nothing else. */
const whoAmI = `
export const handler = async (event) => {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
  const response = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260301/eu-west-1/sts/aws4_request',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  const [, arn] = /<Arn>(.*)<\\/Arn>/.exec(await response.text());
  return { arn, greeting: event.greeting, now: new Date().toISOString() };
};`;

const trust = (service: string) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});

const template = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox' } },
    Sender: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'sender',
        AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
        Policies: [
          {
            PolicyName: 'send',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['sqs:SendMessage', 'sqs:PurgeQueue'],
                  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
                },
              ],
            },
          },
        ],
      },
    },
    Worker: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'worker', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'who-am-i',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Worker', 'Arn'] },
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
      },
    },
  },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
};

async function createSubject(seed = 1) {
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed });
  open.push(runtime);
  const [stack] = await runtime.deploy(await writeAssembly({ Stack: template }, {}, whoAmI));
  const options = {
    region: 'eu-west-1',
    endpoint: runtime.endpoint,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    requestHandler: runtime.requestHandler,
    maxAttempts: 1,
  };
  const QueueUrl = stack!.outputs.QueueUrl!;
  const sqs = new SQSClient(options);
  const receive = async () =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages;
  const schedule = (at: string) =>
    new SchedulerClient(options).send(
      new CreateScheduleCommand({
        Name: 'reminder',
        ScheduleExpression: `at(${at})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:sqs:eu-west-1:111122223333:inbox',
          RoleArn: 'arn:aws:iam::111122223333:role/sender',
          Input: 'time to go',
        },
      }),
    );
  return { runtime, stack: stack!, options, QueueUrl, sqs, receive, schedule };
}

describe('createRuntime', () => {
  it('answers the same over the port as in this process', async () => {
    const { runtime, options, QueueUrl, receive } = await createSubject();
    const { requestHandler: _, ...overTheWire } = options;
    const sqs = new SQSClient(overTheWire);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'over the wire' }));
    sqs.destroy();
    expect(QueueUrl).toBe(`${runtime.endpoint}/111122223333/inbox`);
    expect((await receive())?.map(({ Body }) => Body)).toEqual(['over the wire']);
  });

  it('runs Lambda code under its own role, with the clock of the runtime', async () => {
    const { options } = await createSubject();
    const answer = await new LambdaClient(options).send(
      new InvokeCommand({ FunctionName: 'who-am-i', Payload: '{"greeting":"hei"}' }),
    );
    expect(answer.FunctionError).toBeUndefined();
    expect(JSON.parse(answer.Payload!.transformToString())).toEqual({
      arn: 'arn:aws:sts::111122223333:assumed-role/worker/who-am-i',
      greeting: 'hei',
      now: '2026-03-01T09:00:00.000Z',
    });
  });

  it('skips to what is due, and no further than it is told', async () => {
    const { runtime, receive, schedule } = await createSubject();
    await schedule('2026-05-01T12:00:00');
    await runtime.runUntil(Date.parse('2026-05-01T11:59:59Z'));
    expect(await receive()).toBeUndefined();
    await runtime.runThrough(Date.parse('2026-05-01T12:01:00Z'));
    expect((await receive())?.map(({ Body }) => Body)).toEqual(['time to go']);
    expect(runtime.kernel.clock.nowMs()).toBe(Date.parse('2026-05-01T12:01:00Z'));
    expect(runtime.kernel.work.isIdle()).toBe(true);
  });

  it('reports what AWS would bill, and which permissions nobody needed', async () => {
    const { runtime, schedule } = await createSubject();
    await schedule('2026-05-01T12:00:00');
    await runtime.runThrough(Date.parse('2026-05-01T12:01:00Z'));
    const { meter, permissions } = runtime.report();
    expect(meter.schedulerInvocations).toBe(1);
    expect(permissions).toEqual({
      missing: [],
      unused: [
        {
          principal: 'arn:aws:iam::111122223333:role/sender',
          action: 'sqs:PurgeQueue',
          resource: 'arn:aws:sqs:eu-west-1:111122223333:inbox',
        },
      ],
    });
  });

  it('fails the calls of roles while a fault is set', async () => {
    const { runtime, receive, schedule } = await createSubject();
    runtime.setFault('sqs', 'SendMessage', { code: 'ServiceUnavailable', message: 'not now', statusCode: 503 });
    await schedule('2026-05-01T12:00:00');
    await runtime.runThrough(Date.parse('2026-05-01T12:00:59Z'));
    expect(await receive()).toBeUndefined();
    runtime.setFault('sqs', 'SendMessage', null);
    await runtime.runThrough(Date.parse('2026-05-02T12:00:00Z'));
    expect((await receive())?.map(({ Body }) => Body)).toEqual(['time to go']);
  });

  it('gives the same identifiers to the same calls with the same seed', async () => {
    const idsOf = async (seed: number) => {
      const { runtime, sqs, QueueUrl } = await createSubject(seed);
      const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
      return [sent.MessageId, runtime.kernel.random()];
    };
    const first = await idsOf(7);
    expect(await idsOf(7)).toEqual(first);
    expect(await idsOf(8)).not.toEqual(first);
  });

  it('leaves a stack alone that did not change', async () => {
    const { runtime, stack, sqs, QueueUrl, receive } = await createSubject();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'still here' }));
    const again = await runtime.deploy(await writeAssembly({ Stack: template }, {}, whoAmI));
    expect(again).toEqual([stack]);
    expect((await receive())?.map(({ Body }) => Body)).toEqual(['still here']);
  });

  it('gives the environment with which any AWS client finds it', async () => {
    const { runtime } = await createSubject();
    expect(runtime.credentials()).toMatchObject({ AWS_ENDPOINT_URL: runtime.endpoint, AWS_REGION: 'eu-west-1' });
  });

  it('ends its port', async () => {
    const { runtime } = await createSubject();
    open.length = 0;
    await runtime.close();
    await expect(fetch(runtime.endpoint)).rejects.toThrow('fetch failed');
  });

  it('waits for the time with a clock that runs by itself', async () => {
    const runtime = await createRuntime({ clock: { kind: 'accelerated', factor: 100_000, startMs }, seed: 1 });
    open.push(runtime);
    await runtime.runUntil(startMs + 1_000_000);
    expect(runtime.kernel.clock.nowMs()).toBeGreaterThanOrEqual(startMs + 1_000_000);
  });
});

it('tells the default bus of executions, which costs nothing', async () => {
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 1 });
  open.push(runtime);
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
  const call = (service: ServiceName, operation: string, input: object): Promise<any> =>
    runtime.kernel.call({ service, operation, input, caller: administrator });
  const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName: 'changes' });
  const Arn = 'arn:aws:sqs:eu-west-1:111122223333:changes';
  const statement = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:*', Resource: Arn };
  await call('sqs', 'SetQueueAttributes', {
    QueueUrl,
    Attributes: { Policy: JSON.stringify({ Statement: [statement] }) },
  });
  await call('events', 'PutRule', { Name: 'changes', EventPattern: '{"source": ["aws.states"]}' });
  await call('events', 'PutTargets', { Rule: 'changes', Targets: [{ Id: 'queue', Arn }] });
  const roleArn = 'arn:aws:iam::111122223333:role/machine';
  const definition = '{"StartAt": "Only", "States": {"Only": {"Type": "Pass", "End": true}}}';
  const { stateMachineArn } = await call('states', 'CreateStateMachine', { name: 'orders', definition, roleArn });
  await call('states', 'StartExecution', { stateMachineArn });
  await runtime.runThrough(startMs);
  const { Messages } = await call('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
  const statuses = Messages.map(({ Body }: { Body: string }) => JSON.parse(Body).detail.status);
  expect(statuses.sort()).toEqual(['RUNNING', 'SUCCEEDED']);
  expect(runtime.report().meter.eventsPublished).toBe(0);
});
