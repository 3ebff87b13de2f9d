import { beforeEach, describe, expect, test } from 'vitest';
import { createSnsService, type SnsService } from '../../../../local/services/sns/sns-service.ts';
import { createSqsService, type SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let sns: SnsService;
let sqs: SqsService;

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alarms';

beforeEach(async () => {
  runtime = createTestKernel();
  sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  sns = createSnsService(runtime.kernel, sqs);
  runtime.kernel.register(sqs.service);
  runtime.kernel.register(sns.service);
  await runtime.call('sqs', 'CreateQueue', { QueueName: 'inbox' });
});

const publish = (input: Record<string, unknown>) => runtime.call('sns', 'Publish', { Message: 'hello', ...input });
const settle = () => runtime.clock.runThrough(runtime.clock.nowMs());

describe('Publish', () => {
  test('to a telephone tells the observer of the text, with its attributes as tags', async () => {
    await publish({
      PhoneNumber: '+4915112345678',
      MessageAttributes: { booking: { DataType: 'String', StringValue: 'B-1' } },
    });
    expect(runtime.observed).toMatchObject([
      { kind: 'text-sent', phoneNumber: '+4915112345678', message: 'hello', tags: { booking: 'B-1' } },
    ]);
    expect(runtime.authorised.at(-1)).toMatchObject({ action: 'sns:Publish', resource: '*' });
    await expect(publish({ PhoneNumber: '0151' })).rejects.toMatchObject({ code: 'InvalidParameter' });
  });

  test('to a topic reaches queues in SNS’s name, in an envelope or raw', async () => {
    await runtime.call('sns', 'CreateTopic', { Name: 'alarms' });
    const Endpoint = 'arn:aws:sqs:eu-west-1:111122223333:inbox';
    await runtime.call('sns', 'Subscribe', { TopicArn: topicArn, Protocol: 'sqs', Endpoint });
    await publish({ TopicArn: topicArn, Subject: 'greeting' });
    await settle();
    expect(JSON.parse(sqs.messages('inbox')[0]!.body)).toMatchObject({
      Type: 'Notification',
      TopicArn: topicArn,
      Subject: 'greeting',
      Message: 'hello',
    });
    expect(runtime.authorised.at(-1)).toMatchObject({
      action: 'sqs:SendMessage',
      caller: { kind: 'service', principal: 'sns.amazonaws.com', sourceArn: topicArn },
    });
    await runtime.call('sqs', 'PurgeQueue', { QueueUrl: 'http://127.0.0.1:4566/111122223333/inbox' });
    await runtime.call('sns', 'CreateTopic', { Name: 'raw' });
    await runtime.call('sns', 'Subscribe', {
      TopicArn: topicArn.replace('alarms', 'raw'),
      Protocol: 'sqs',
      Endpoint,
      Attributes: { RawMessageDelivery: 'true' },
    });
    await publish({ TopicArn: topicArn.replace('alarms', 'raw') });
    await settle();
    expect(sqs.messages('inbox')[0]!.body).toBe('hello');
  });

  test('to a topic reaches functions as records', async () => {
    const lambda = runtime.standIn('lambda', { Invoke: () => ({}) });
    await runtime.call('sns', 'CreateTopic', { Name: 'alarms' });
    const Endpoint = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
    await runtime.call('sns', 'Subscribe', { TopicArn: topicArn, Protocol: 'lambda', Endpoint });
    await publish({ TopicArn: topicArn });
    await settle();
    expect(JSON.parse(new TextDecoder().decode(lambda[0]!.input.Payload as Uint8Array))).toMatchObject({
      Records: [{ EventSource: 'aws:sns', Sns: { Message: 'hello' } }],
    });
  });

  test('to a topic that does not exist is refused', async () => {
    await expect(publish({ TopicArn: topicArn })).rejects.toMatchObject({ code: 'NotFound', statusCode: 404 });
  });
});

test('a template’s topic has its policy and subscriptions', async () => {
  const deploy = deployWith(sns.resourceProviders);
  const { ref } = await deploy('AWS::SNS::Topic', { TopicName: 'alarms' });
  expect(ref).toBe(topicArn);
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: ref }] };
  await deploy('AWS::SNS::TopicPolicy', { PolicyDocument, Topics: [ref] });
  await deploy('AWS::SNS::Subscription', { TopicArn: ref, Protocol: 'email', Endpoint: 'ops@example.org' });
  await publish({ TopicArn: ref });
  expect(runtime.authorised.at(-1)).toMatchObject({ resourcePolicy: PolicyDocument });
  expect(await runtime.call('sns', 'ListSubscriptionsByTopic', { TopicArn: ref })).toMatchObject({
    Subscriptions: [{ Protocol: 'email', Endpoint: 'ops@example.org' }],
  });
});
