import { AwsError } from '../../../kernel/aws-error.ts';
import type { Caller, Operation } from '../../../kernel/service.ts';
import { type BatchOutput, runBatch } from '../batch.ts';
import { sqsLimits } from '../limits.ts';
import {
  assertMessageAttributes,
  decodeMessageAttributes,
  type MessageAttributes,
  md5,
  messageAttributesBytes,
  messageAttributesMd5,
} from '../message-attributes.ts';
import type { Queue } from '../queue-store.ts';
import { meterRequest, queueAccess, type SqsContext } from '../sqs-context.ts';
import { invalidParameter, missingParameter } from '../sqs-errors.ts';

interface Message {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

interface SentMessage {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
}

type SendInput = Message & { readonly QueueUrl: string };

export function sendMessageOperation(context: SqsContext): Operation<SendInput, SentMessage> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'SendMessage', QueueUrl),
    handle: ({ QueueUrl, ...input }, { caller }) => {
      const queue = context.queues.ofUrl(QueueUrl);
      const message = decode(input);
      const sent = send(context, queue, message, caller);
      meterRequest(context, messageBytes(message));
      return sent;
    },
  };
}

type BatchEntry = Message & { readonly Id: string };

interface SendBatchInput {
  readonly QueueUrl: string;
  readonly Entries: readonly BatchEntry[];
}

export function sendMessageBatchOperation(context: SqsContext): Operation<SendBatchInput, BatchOutput<SentMessage>> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'SendMessage', QueueUrl),
    handle: ({ QueueUrl, Entries: entries = [] }, { caller }) => {
      const queue = context.queues.ofUrl(QueueUrl);
      const Entries = entries.map(decode);
      const bytes = Entries.reduce((sum, entry) => sum + messageBytes(entry), 0);
      if (bytes > sqsLimits.messageBytes) {
        throw new AwsError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${sqsLimits.messageBytes} bytes. You have sent ${bytes} bytes.`,
        );
      }
      const output = runBatch(Entries, (entry) => send(context, queue, entry, caller));
      meterRequest(context, bytes);
      return output;
    },
  };
}

function decode<One extends Message>(message: One): One {
  const { MessageAttributes } = message;
  return MessageAttributes ? { ...message, MessageAttributes: decodeMessageAttributes(MessageAttributes) } : message;
}

function messageBytes({ MessageBody = '', MessageAttributes = {} }: Message): number {
  return Buffer.byteLength(MessageBody) + messageAttributesBytes(MessageAttributes);
}

/** Characters that XML 1.0 has no place for; SQS refuses them in both of its protocols. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const forbiddenCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function send(context: SqsContext, queue: Queue, message: Message, caller: Caller): SentMessage {
  const { MessageBody, MessageAttributes = {}, MessageSystemAttributes = {}, MessageGroupId } = message;
  if (!MessageBody) throw missingParameter('MessageBody');
  if (forbiddenCharacters.test(MessageBody)) {
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  assertMessageAttributes(MessageAttributes);
  const bytes = messageBytes(message);
  if (bytes > queue.settings.maximumMessageBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumMessageBytes} bytes.`,
    );
  }
  const delaySeconds = message.DelaySeconds ?? queue.settings.delaySeconds;
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > sqsLimits.delaySeconds) {
    throw invalidParameter(
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${sqsLimits.delaySeconds}.`,
    );
  }
  if (message.MessageDeduplicationId !== undefined) {
    throw invalidParameter(
      `Value ${message.MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  const traceHeader = MessageSystemAttributes.AWSTraceHeader?.StringValue;
  const messageId = context.kernel.identifiers.uuid();
  context.queues.deliver(
    queue,
    {
      messageId,
      body: MessageBody,
      attributes: MessageAttributes,
      systemAttributes: {
        ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
        ...(MessageGroupId !== undefined && { MessageGroupId }),
      },
      senderId: senderIdOf(caller, context.kernel.accountId),
      sentAtMs: context.kernel.clock.nowMs(),
    },
    delaySeconds,
  );
  const attributesMd5 = messageAttributesMd5(MessageAttributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(MessageBody),
    ...(attributesMd5 && { MD5OfMessageAttributes: attributesMd5 }),
  };
}

function senderIdOf(caller: Caller, accountId: string): string {
  if (caller.kind === 'role') return `${caller.roleArn.split('/').at(-1)}:${caller.sessionName}`;
  return caller.kind === 'service' ? caller.principal : accountId;
}
