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

  test.each([
    ['a short text', 'See you at ten.', 1],
    ['a text that just fits', 'a'.repeat(160), 1],
    ['one character more', 'a'.repeat(161), 2],
    ['three parts', 'a'.repeat(2 * 153 + 1), 3],
    ['characters that count twice', '€'.repeat(81), 2],
    ['other alphabets', 'я'.repeat(70), 1],
    ['a long text in another alphabet', 'я'.repeat(71), 2],
  ])('counts the parts that a telephone gets: %s', async (_what, Message, parts) => {
    await publish({ PhoneNumber: '+4915112345678', Message });
    expect(runtime.kernel.meter.read().textParts).toBe(parts);
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

  test('to a topic brings queues and functions the members of a signed notification, the same each time', async () => {
    const lambda = runtime.standIn('lambda', { Invoke: () => ({}) });
    await runtime.call('sns', 'CreateTopic', { Name: 'alarms' });
    const subscribe = (Protocol: string, Endpoint: string) =>
      runtime.call<{ SubscriptionArn: string }>('sns', 'Subscribe', { TopicArn: topicArn, Protocol, Endpoint });
    const queue = await subscribe('sqs', 'arn:aws:sqs:eu-west-1:111122223333:inbox');
    await subscribe('lambda', 'arn:aws:lambda:eu-west-1:111122223333:function:f');
    await publish({ TopicArn: topicArn });
    await publish({ TopicArn: topicArn });
    await settle();
    const [first, second] = sqs.messages('inbox').map(({ body }) => JSON.parse(body));
    expect(first).toMatchObject({
      SignatureVersion: '1',
      Signature: expect.stringMatching(/^[A-Za-z0-9+/=]+$/),
      SigningCertURL: expect.stringMatching(
        /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
      ),
      UnsubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${queue.SubscriptionArn}`,
    });
    expect(second).toEqual({ ...first, MessageId: second.MessageId });
    const { Records } = JSON.parse(new TextDecoder().decode(lambda[0]!.input.Payload as Uint8Array));
    expect(Records[0].Sns).toMatchObject({ Signature: first.Signature, SigningCertUrl: first.SigningCertURL });
  });

  test('with the structure json gives each protocol its own text, and the others the default', async () => {
    await runtime.call('sns', 'CreateTopic', { Name: 'alarms' });
    const Endpoint = 'arn:aws:sqs:eu-west-1:111122223333:inbox';
    await runtime.call('sns', 'Subscribe', { TopicArn: topicArn, Protocol: 'sqs', Endpoint });
    const send = (Message: string) => publish({ TopicArn: topicArn, MessageStructure: 'json', Message });
    await send('{"default": "all", "sqs": "queues"}');
    await send('{"default": "all"}');
    await settle();
    expect(sqs.messages('inbox').map(({ body }) => JSON.parse(body).Message)).toEqual(['queues', 'all']);
    const message = 'Invalid parameter: Message Structure - No default entry in JSON message body';
    await expect(send('{"sqs": "queues"}')).rejects.toMatchObject({ code: 'InvalidParameter', message });
    await expect(send('plain')).rejects.toMatchObject({ code: 'InvalidParameter' });
  });

  describe('to a FIFO topic', () => {
    const fifoArn = `${topicArn}.fifo`;
    const create = (Attributes: Record<string, string> = {}) =>
      runtime.call('sns', 'CreateTopic', { Name: 'alarms.fifo', Attributes: { FifoTopic: 'true', ...Attributes } });
    const send = (input: Record<string, unknown>) =>
      publish({ TopicArn: fifoArn, MessageGroupId: 'g', ...input }) as Promise<{
        MessageId: string;
        SequenceNumber: string;
      }>;

    test('needs a group, and an id unless the topic tells duplicates by their contents', async () => {
      await create();
      await expect(send({ MessageGroupId: undefined })).rejects.toMatchObject({
        code: 'InvalidParameter',
        message: 'Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
      });
      await expect(send({})).rejects.toMatchObject({ code: 'InvalidParameter' });
    });

    test('gives sequence numbers that rise', async () => {
      await create({ ContentBasedDeduplication: 'true' });
      const first = await send({ Message: 'a' });
      const second = await send({ Message: 'b' });
      expect(first.SequenceNumber).toMatch(/^\d{20}$/);
      expect(BigInt(second.SequenceNumber)).toBeGreaterThan(BigInt(first.SequenceNumber));
    });

    test('delivers a message once within five minutes', async () => {
      await create();
      const Endpoint = 'arn:aws:sqs:eu-west-1:111122223333:inbox';
      await runtime.call('sns', 'Subscribe', { TopicArn: fifoArn, Protocol: 'sqs', Endpoint });
      const first = await send({ MessageDeduplicationId: 'one' });
      expect(await send({ MessageDeduplicationId: 'one', Message: 'again' })).toEqual(first);
      await settle();
      expect(sqs.messages('inbox')).toHaveLength(1);
      expect(JSON.parse(sqs.messages('inbox')[0]!.body)).toMatchObject({ SequenceNumber: first.SequenceNumber });
      await runtime.clock.runThrough(runtime.clock.nowMs() + 5 * 60 * 1000);
      await send({ MessageDeduplicationId: 'one' });
      await settle();
      expect(sqs.messages('inbox')).toHaveLength(2);
    });

    test('whose name says nothing of it is refused, as is a name that does without the attribute', async () => {
      const refusal = { code: 'InvalidParameter', message: 'Invalid parameter: Topic Name' };
      const named = (Name: string, FifoTopic: string) =>
        runtime.call('sns', 'CreateTopic', { Name, Attributes: { FifoTopic } });
      await expect(named('alarms', 'true')).rejects.toMatchObject(refusal);
      await expect(named('alarms.fifo', 'false')).rejects.toMatchObject(refusal);
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
