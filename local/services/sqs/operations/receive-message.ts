import type { Operation } from '../../../kernel/service.ts';
import { sqsLimits } from '../limits.ts';
import { type MessageAttributes, md5, messageAttributesMd5, selectMessageAttributes } from '../message-attributes.ts';
import type { QueuedMessage } from '../queue.ts';
import type { Queue } from '../queue-store.ts';
import { formatReceiptHandle } from '../receipt-handle.ts';
import { meterRequest, queueAccess, type SqsContext } from '../sqs-context.ts';
import { invalidParameter } from '../sqs-errors.ts';

interface Input {
  readonly QueueUrl: string;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  /** How long to wait for a first message. Unit: seconds. Default: the queue's. */
  readonly WaitTimeSeconds?: number;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: MessageAttributes;
  readonly MD5OfMessageAttributes?: string;
}

interface Output {
  readonly Messages?: readonly ReceivedMessage[];
}

export function receiveMessageOperation(context: SqsContext): Operation<Input, Output> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'ReceiveMessage', QueueUrl),
    handle: async (input) => {
      const queue = context.queues.ofUrl(input.QueueUrl);
      const most = bounded('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, sqsLimits.receivedMessages);
      const hiddenSeconds = bounded(
        'VisibilityTimeout',
        input.VisibilityTimeout ?? queue.settings.visibilityTimeoutSeconds,
        0,
        sqsLimits.visibilityTimeoutSeconds,
      );
      const waitSeconds = bounded(
        'WaitTimeSeconds',
        input.WaitTimeSeconds ?? queue.settings.waitTimeSeconds,
        0,
        sqsLimits.waitTimeSeconds,
      );
      const take = (): QueuedMessage[] => queue.messages.receive(most, hiddenSeconds, deadLetterer(context, queue));
      const received = await takeOrWait(context, queue, take, waitSeconds);
      const messages = received.map((message) => describe(queue, message, input));
      meterRequest(
        context,
        messages.reduce((sum, { Body }) => sum + Buffer.byteLength(Body), 0),
      );
      return messages.length > 0 ? { Messages: messages } : {};
    },
  };
}

function bounded(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`,
  );
}

/** The first messages that `take` gives: those of now, or those that come within `waitSeconds`, the moment they come. */
function takeOrWait(
  { kernel }: SqsContext,
  queue: Queue,
  take: () => QueuedMessage[],
  waitSeconds: number,
): QueuedMessage[] | Promise<QueuedMessage[]> {
  const now = take();
  if (now.length > 0 || waitSeconds === 0) return now;
  return new Promise((resolve) => {
    const end = (messages: QueuedMessage[]): void => {
      unsubscribe();
      timer.cancel();
      resolve(messages);
    };
    const timer = kernel.clock.setTimer(kernel.clock.nowMs() + waitSeconds * 1000, () => end([]));
    const unsubscribe = queue.messages.onVisible(() => {
      const messages = take();
      if (messages.length > 0) end(messages);
    });
  });
}

/**
 * What takes messages that were received too often: nothing, if their dead-letter queue is gone. A message keeps its id,
 * and the time at which it was first sent counts for its retention.
 */
function deadLetterer({ queues }: SqsContext, source: Queue): ((message: QueuedMessage) => void) | undefined {
  const target = queues.findByArn(source.settings.redrivePolicy?.deadLetterTargetArn ?? '');
  if (!target) return undefined;
  return ({ messageId, body, attributes, systemAttributes, senderId, sentAtMs }) =>
    queues.deliver(
      target,
      { messageId, body, attributes, systemAttributes, senderId, sentAtMs, deadLetterSourceArn: source.arn },
      0,
    );
}

function describe(queue: Queue, message: QueuedMessage, input: Input): ReceivedMessage {
  const { messageId, receiveCount } = message;
  const wantedSystem = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const attributes = systemAttributes(message, wantedSystem);
  const messageAttributes = selectMessageAttributes(message.attributes, input.MessageAttributeNames ?? []);
  const attributesMd5 = messageAttributesMd5(messageAttributes);
  return {
    MessageId: messageId,
    ReceiptHandle: formatReceiptHandle({ queueName: queue.name, messageId, receiveCount }),
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(attributesMd5 && { MessageAttributes: messageAttributes, MD5OfMessageAttributes: attributesMd5 }),
  };
}

function systemAttributes(message: QueuedMessage, wanted: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {
    ...message.systemAttributes,
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAtMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
