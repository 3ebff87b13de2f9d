import { beforeEach, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../../../local/services/sqs/operations/receive-message.ts';
import { createSqsService, type SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { createTestKernel, seconds, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let sqs: SqsService;
let startMs: number;

beforeEach(() => {
  runtime = createTestKernel();
  sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  runtime.kernel.register(sqs.service);
  startMs = runtime.clock.nowMs();
});

const createQueue = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
  const { QueueUrl } = await runtime.call<{ QueueUrl: string }>('sqs', 'CreateQueue', {
    QueueName: name,
    Attributes: attributes,
  });
  return QueueUrl;
};
const send = (queueUrl: string, body: string, more: Record<string, unknown> = {}) =>
  runtime.call<{ MessageId: string; MD5OfMessageBody: string; MD5OfMessageAttributes?: string }>('sqs', 'SendMessage', {
    QueueUrl: queueUrl,
    MessageBody: body,
    ...more,
  });
const receive = async (queueUrl: string, more: Record<string, unknown> = {}): Promise<readonly ReceivedMessage[]> => {
  const { Messages = [] } = await runtime.call<{ Messages?: ReceivedMessage[] }>('sqs', 'ReceiveMessage', {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    ...more,
  });
  return Messages;
};
const bodies = async (queueUrl: string): Promise<string[]> => (await receive(queueUrl)).map(({ Body }) => Body);
const counts = async (queueUrl: string) => {
  const { Attributes } = await runtime.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
    QueueUrl: queueUrl,
    AttributeNames: ['All'],
  });
  return [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
    Attributes.ApproximateNumberOfMessagesDelayed,
  ].map(Number);
};

describe('queues', () => {
  test('are found by name and listed by prefix', async () => {
    const url = await createQueue('orders');
    await createQueue('payments');
    expect(url).toBe('http://127.0.0.1:4566/111122223333/orders');
    expect(await runtime.call('sqs', 'GetQueueUrl', { QueueName: 'orders' })).toEqual({ QueueUrl: url });
    expect(await runtime.call('sqs', 'ListQueues', { QueueNamePrefix: 'ord' })).toEqual({ QueueUrls: [url] });
  });

  test('that exist are created again only with the same attributes', async () => {
    const url = await createQueue('orders', { VisibilityTimeout: '10' });
    expect(await createQueue('orders', { VisibilityTimeout: '10' })).toBe(url);
    await expect(createQueue('orders', { VisibilityTimeout: '11' })).rejects.toMatchObject({ code: 'QueueNameExists' });
  });

  test('that do not exist are named as missing', async () => {
    await expect(receive('http://127.0.0.1:4566/111122223333/nothing')).rejects.toMatchObject({
      code: 'QueueDoesNotExist',
    });
  });

  test('of the FIFO kind are refused by name', async () => {
    await expect(createQueue('orders.fifo')).rejects.toMatchObject({ code: 'UnsupportedOperation' });
    await expect(createQueue('orders', { FifoQueue: 'true' })).rejects.toMatchObject({ code: 'UnsupportedOperation' });
  });

  test('refuse attributes out of their bounds', async () => {
    for (const [name, value] of [
      ['DelaySeconds', '901'],
      ['VisibilityTimeout', '-1'],
      ['MessageRetentionPeriod', '59'],
    ] as const) {
      await expect(createQueue('orders', { [name]: value })).rejects.toMatchObject({ code: 'InvalidAttributeValue' });
    }
    await expect(createQueue('orders', { Colour: 'red' })).rejects.toMatchObject({ code: 'InvalidAttributeName' });
  });

  test('give their policy to the authoriser', async () => {
    const policy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] };
    const url = await createQueue('orders', { Policy: JSON.stringify(policy) });
    await send(url, 'hello');
    expect(runtime.authorised.at(-1)).toMatchObject({
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:eu-west-1:111122223333:orders',
      resourcePolicy: policy,
    });
  });
});

describe('messages', () => {
  test('are received once until their visibility timeout is over, in the order in which they came', async () => {
    const url = await createQueue('orders', { VisibilityTimeout: '30' });
    await send(url, 'first');
    await send(url, 'second');
    expect(await bodies(url)).toEqual(['first', 'second']);
    await runtime.clock.runUntil(startMs + seconds(30));
    expect(await bodies(url)).toEqual([]);
    await runtime.clock.runThrough(startMs + seconds(30));
    expect(await bodies(url)).toEqual(['first', 'second']);
  });

  test('carry the digests that SDK clients check', async () => {
    const url = await createQueue('orders');
    const attributes = {
      kind: { DataType: 'String', StringValue: 'pickup' },
      count: { DataType: 'Number.int', StringValue: '3' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
    };
    const sent = await send(url, 'hello', { MessageAttributes: attributes });
    expect(sent.MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
    const [message] = await receive(url, { MessageAttributeNames: ['All'] });
    expect(message).toMatchObject({ MD5OfBody: sent.MD5OfMessageBody, MessageAttributes: attributes });
    expect(message!.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(sent.MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
  });

  test('have their binary attributes as bytes, however JSON carried them', async () => {
    const url = await createQueue('orders');
    await send(url, 'hello', { MessageAttributes: { raw: { DataType: 'Binary', BinaryValue: 'AQID' } } });
    const [message] = await receive(url, { MessageAttributeNames: ['All'] });
    expect(message!.MessageAttributes!.raw!.BinaryValue).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('show only the attributes that the receiver asks for', async () => {
    const url = await createQueue('orders', { VisibilityTimeout: '0' });
    await send(url, 'hello', {
      MessageAttributes: {
        'booking.id': { DataType: 'String', StringValue: 'B-1' },
        kind: { DataType: 'String', StringValue: 'pickup' },
      },
    });
    const [plain] = await receive(url);
    expect(plain).not.toHaveProperty('MessageAttributes');
    expect(plain).not.toHaveProperty('Attributes');
    const [asked] = await receive(url, {
      MessageAttributeNames: ['booking.*'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    });
    expect(Object.keys(asked!.MessageAttributes!)).toEqual(['booking.id']);
    expect(asked!.Attributes).toEqual({ ApproximateReceiveCount: '2', SentTimestamp: String(startMs) });
  });

  test('are hidden for their delay, their own before the queue’s', async () => {
    const url = await createQueue('orders', { DelaySeconds: '60' });
    await send(url, 'by queue');
    await send(url, 'by message', { DelaySeconds: 5 });
    expect(await counts(url)).toEqual([0, 0, 2]);
    await runtime.clock.runThrough(startMs + seconds(5));
    expect(await bodies(url)).toEqual(['by message']);
    await runtime.clock.runThrough(startMs + seconds(60));
    expect(await bodies(url)).toEqual(['by message', 'by queue']);
  });

  test('are deleted by their newest receipt only', async () => {
    const url = await createQueue('orders', { VisibilityTimeout: '10' });
    await send(url, 'hello');
    const [first] = await receive(url);
    await runtime.clock.runThrough(startMs + seconds(10));
    const [second] = await receive(url);
    await runtime.call('sqs', 'DeleteMessage', { QueueUrl: url, ReceiptHandle: first!.ReceiptHandle });
    expect(await counts(url)).toEqual([0, 1, 0]);
    await runtime.call('sqs', 'DeleteMessage', { QueueUrl: url, ReceiptHandle: second!.ReceiptHandle });
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  test('become visible at once when their receiver gives them back', async () => {
    const url = await createQueue('orders');
    await send(url, 'hello');
    const [message] = await receive(url);
    const change = { QueueUrl: url, ReceiptHandle: message!.ReceiptHandle, VisibilityTimeout: 0 };
    await runtime.call('sqs', 'ChangeMessageVisibility', change);
    expect(await bodies(url)).toEqual(['hello']);
    await expect(runtime.call('sqs', 'ChangeMessageVisibility', change)).rejects.toMatchObject({
      code: 'MessageNotInflight',
    });
  });

  test('are gone after the retention period, whatever happens to them', async () => {
    const url = await createQueue('orders', { MessageRetentionPeriod: '60', VisibilityTimeout: '50' });
    await send(url, 'hello');
    await receive(url);
    await runtime.clock.runThrough(startMs + seconds(60));
    expect(await bodies(url)).toEqual([]);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  test('larger than the queue takes are refused', async () => {
    const url = await createQueue('orders', { MaximumMessageSize: '1024' });
    await expect(send(url, 'x'.repeat(1025))).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    await expect(
      send(url, 'x'.repeat(1020), { MessageAttributes: { note: { DataType: 'String', StringValue: 'long' } } }),
    ).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });

  test('of a batch succeed and fail one by one', async () => {
    const url = await createQueue('orders');
    const output = await runtime.call('sqs', 'SendMessageBatch', {
      QueueUrl: url,
      Entries: [
        { Id: 'a', MessageBody: 'good' },
        { Id: 'b', MessageBody: '' },
      ],
    });
    expect(output).toMatchObject({
      Successful: [{ Id: 'a' }],
      Failed: [{ Id: 'b', SenderFault: true, Code: 'MissingParameter' }],
    });
    const twice = {
      QueueUrl: url,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'a', MessageBody: '2' },
      ],
    };
    await expect(runtime.call('sqs', 'SendMessageBatch', twice)).rejects.toMatchObject({
      code: 'BatchEntryIdsNotDistinct',
    });
    await expect(runtime.call('sqs', 'SendMessageBatch', { QueueUrl: url, Entries: [] })).rejects.toMatchObject({
      code: 'EmptyBatchRequest',
    });
  });

  test('are metered by request and 64 KB chunk', async () => {
    const url = await createQueue('orders');
    const before = runtime.kernel.meter.read().sqsRequests;
    await send(url, 'x'.repeat(65_537));
    await receive(url);
    await receive(url);
    expect(runtime.kernel.meter.read().sqsRequests - before).toBe(2 + 2 + 1);
  });
});

describe('long polling', () => {
  test('answers as soon as a message comes', async () => {
    const url = await createQueue('orders');
    const polled = receive(url, { WaitTimeSeconds: 20 });
    await send(url, 'hello', { DelaySeconds: 7 });
    await runtime.clock.runThrough(startMs + seconds(7));
    expect((await polled).map(({ Body }) => Body)).toEqual(['hello']);
  });

  test('answers without messages when the time is over', async () => {
    const url = await createQueue('orders');
    let answeredAtMs = 0;
    const polled = receive(url, { WaitTimeSeconds: 20 }).then((messages) => {
      answeredAtMs = runtime.clock.nowMs();
      return messages;
    });
    await runtime.clock.runThrough(startMs + seconds(20));
    expect(await polled).toEqual([]);
    expect(answeredAtMs).toBe(startMs + seconds(20));
  });
});

describe('dead letters', () => {
  const withDeadLetterQueue = async (allow: Record<string, unknown> = { redrivePermission: 'allowAll' }) => {
    const deadLetters = await createQueue('dead', { RedriveAllowPolicy: JSON.stringify(allow) });
    const url = await createQueue('orders', {
      VisibilityTimeout: '10',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead',
        maxReceiveCount: 2,
      }),
    });
    return { url, deadLetters };
  };

  test('are messages that were received as often as the policy allows', async () => {
    const { url, deadLetters } = await withDeadLetterQueue();
    await send(url, 'hello', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'pickup' } } });
    for (const second of [0, 10]) {
      await runtime.clock.runThrough(startMs + seconds(second));
      expect(await bodies(url)).toEqual(['hello']);
    }
    await runtime.clock.runThrough(startMs + seconds(20));
    expect(await bodies(url)).toEqual([]);
    const [dead] = await receive(deadLetters, { MessageSystemAttributeNames: ['All'] });
    expect(dead).toMatchObject({
      Body: 'hello',
      Attributes: {
        DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:orders',
        ApproximateReceiveCount: '1',
        SentTimestamp: String(startMs),
      },
    });
    expect(runtime.observed.filter(({ kind }) => kind === 'message-dead-lettered')).toEqual([
      {
        kind: 'message-dead-lettered',
        queueName: 'dead',
        body: 'hello',
        attributes: { kind: 'pickup' },
        atMs: startMs + seconds(20),
      },
    ]);
  });

  test('need a queue that takes them', async () => {
    await expect(withDeadLetterQueue({ redrivePermission: 'denyAll' })).rejects.toMatchObject({
      code: 'InvalidParameterValue',
    });
  });

  test('that somebody puts there himself are told of too', async () => {
    const { deadLetters } = await withDeadLetterQueue();
    await send(deadLetters, 'poison');
    expect(runtime.observed.at(-1)).toMatchObject({ kind: 'message-dead-lettered', body: 'poison' });
  });

  test('stay where they are when their dead-letter queue is gone', async () => {
    const { url, deadLetters } = await withDeadLetterQueue();
    await runtime.call('sqs', 'DeleteQueue', { QueueUrl: deadLetters });
    await send(url, 'hello');
    for (const second of [0, 10, 20]) {
      await runtime.clock.runThrough(startMs + seconds(second));
      expect(await bodies(url)).toEqual(['hello']);
    }
  });

  test('move back to the queue that they came from', async () => {
    const { url } = await withDeadLetterQueue();
    await send(url, 'hello');
    for (const second of [0, 10, 20]) {
      await runtime.clock.runThrough(startMs + seconds(second));
      await receive(url);
    }
    const SourceArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';
    await runtime.call('sqs', 'StartMessageMoveTask', { SourceArn });
    expect(await bodies(url)).toEqual(['hello']);
    expect(await runtime.call('sqs', 'ListMessageMoveTasks', { SourceArn })).toMatchObject({
      Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }],
    });
  });
});

describe('listeners of an event source mapping', () => {
  test('hear of every message that becomes visible', async () => {
    const url = await createQueue('orders', { VisibilityTimeout: '10' });
    const heardAtSeconds: number[] = [];
    const stop = sqs.onMessagesVisible('arn:aws:sqs:eu-west-1:111122223333:orders', () =>
      heardAtSeconds.push((runtime.clock.nowMs() - startMs) / 1000),
    );
    await send(url, 'now');
    await send(url, 'later', { DelaySeconds: 5 });
    await receive(url, { MaxNumberOfMessages: 1 });
    await runtime.clock.runThrough(startMs + seconds(10));
    stop();
    await send(url, 'unheard');
    expect(heardAtSeconds).toEqual([0, 5, 10]);
  });

  test('cannot be put on a queue that does not exist', () => {
    expect(() => sqs.onMessagesVisible('arn:aws:sqs:eu-west-1:111122223333:nothing', () => {})).toThrow(
      'The specified queue does not exist.',
    );
  });
});
