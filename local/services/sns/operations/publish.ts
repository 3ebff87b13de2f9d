import type { Kernel } from '../../../kernel/kernel.ts';
import type { Operation } from '../../../kernel/service.ts';
import {
  deliverNotification,
  type MessageAttribute,
  type Notification,
  type NotificationCollaborators,
  tagsOf,
} from '../deliver-notification.ts';
import type { FifoInput, FifoReceipt } from '../fifo-topic.ts';
import { type MessageOf, messageByProtocol } from '../message-structure.ts';
import { invalidParameter } from '../sns-errors.ts';
import { countTextParts } from '../text-parts.ts';
import type { TopicStore } from '../topic-store.ts';

interface Input extends FifoInput {
  readonly PhoneNumber?: string;
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

/** Largest message. Unit: bytes. */
const messageBytes = 262_144;

export function publishOperation(
  kernel: Kernel,
  topics: TopicStore,
  collaborators: NotificationCollaborators,
): Operation<Input, { readonly MessageId: string } | FifoReceipt> {
  return {
    // A text to a telephone has no resource that a policy could name.
    access: ({ PhoneNumber, TopicArn, TargetArn }) =>
      PhoneNumber === undefined
        ? topics.access('Publish', TopicArn ?? TargetArn)
        : [{ action: 'sns:Publish', resource: '*' }],
    handle: (input) => {
      const { PhoneNumber, Message, MessageAttributes = {}, MessageStructure } = input;
      if (!Message) throw invalidParameter('Empty message');
      if (Buffer.byteLength(Message) > messageBytes) throw invalidParameter('Message too long');
      const messageOf: MessageOf = messageByProtocol(Message, MessageStructure);
      if (PhoneNumber !== undefined) {
        assertPhoneNumber(PhoneNumber);
        const MessageId = kernel.identifiers.uuid();
        const message = messageOf('sms');
        kernel.meter.add('textParts', countTextParts(message));
        kernel.observer.emit({
          kind: 'text-sent',
          phoneNumber: PhoneNumber,
          message,
          tags: tagsOf(MessageAttributes),
        });
        return { MessageId };
      }
      const topic = topics.get(input.TopicArn ?? input.TargetArn);
      const { receipt, isNew } = topic.fifo?.accept(input, kernel.clock.nowMs(), kernel.identifiers.uuid) ?? {
        receipt: { MessageId: kernel.identifiers.uuid() },
        isNew: true,
      };
      if (!isNew) return receipt;
      const notification: Omit<Notification, 'message'> = {
        messageId: receipt.MessageId,
        topicArn: topic.arn,
        attributes: MessageAttributes,
        publishedAtMs: kernel.clock.nowMs(),
        ...('SequenceNumber' in receipt && { sequenceNumber: receipt.SequenceNumber }),
        ...(input.Subject !== undefined && { subject: input.Subject }),
      };
      for (const subscription of topic.subscriptions.values()) {
        const message = messageOf(subscription.protocol);
        deliverNotification(kernel, collaborators, subscription, { ...notification, message });
      }
      return receipt;
    },
  };
}

function assertPhoneNumber(phoneNumber: string): void {
  if (/^\+[1-9][0-9]{1,14}$/.test(phoneNumber)) return;
  throw invalidParameter(`PhoneNumber Reason: ${phoneNumber} is not valid to publish to`);
}
