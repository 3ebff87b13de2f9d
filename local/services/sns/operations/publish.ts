import type { Kernel } from '../../../kernel/kernel.ts';
import type { Operation } from '../../../kernel/service.ts';
import {
  deliverNotification,
  type MessageAttribute,
  type Notification,
  type NotificationCollaborators,
  tagsOf,
} from '../deliver-notification.ts';
import { invalidParameter, type TopicStore } from '../topic-store.ts';

interface Input {
  readonly PhoneNumber?: string;
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly Message?: string;
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
): Operation<Input, { MessageId: string }> {
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
      if (MessageStructure !== undefined) {
        throw invalidParameter('MessageStructure is not supported by the local runtime.');
      }
      const messageId = kernel.identifiers.uuid();
      if (PhoneNumber !== undefined) {
        assertPhoneNumber(PhoneNumber);
        kernel.observer.emit({
          kind: 'text-sent',
          phoneNumber: PhoneNumber,
          message: Message,
          tags: tagsOf(MessageAttributes),
        });
        return { MessageId: messageId };
      }
      const topic = topics.get(input.TopicArn ?? input.TargetArn);
      const notification: Notification = {
        messageId,
        topicArn: topic.arn,
        message: Message,
        attributes: MessageAttributes,
        publishedAtMs: kernel.clock.nowMs(),
        ...(input.Subject !== undefined && { subject: input.Subject }),
      };
      for (const subscription of topic.subscriptions.values()) {
        deliverNotification(kernel, collaborators, subscription, notification);
      }
      return { MessageId: messageId };
    },
  };
}

function assertPhoneNumber(phoneNumber: string): void {
  if (/^\+[1-9][0-9]{1,14}$/.test(phoneNumber)) return;
  throw invalidParameter(`PhoneNumber Reason: ${phoneNumber} is not valid to publish to`);
}
