import type { Kernel } from '../../kernel/kernel.ts';
import type { Caller } from '../../kernel/service.ts';
import { type Delivery, deliver, resumeDeliveries } from '../eventbridge/delivery/deliver.ts';
import type { Subscription } from './topic-store.ts';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
}

export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly publishedAtMs: number;
  /** Of a message to a FIFO topic. */
  readonly sequenceNumber?: string;
}

export interface NotificationCollaborators {
  queueUrlOfArn(queueArn: string): string;
}

interface RecordedDelivery {
  readonly subscription: Subscription;
  readonly notification: Notification;
}

const store = 'sns/deliveries';

/** Gives a notification to one subscriber: queues, functions and telephones; others only stay on record. */
export function deliverNotification(
  kernel: Kernel,
  collaborators: NotificationCollaborators,
  subscription: Subscription,
  notification: Notification,
): void {
  const { protocol, endpoint } = subscription;
  if (protocol === 'sms') {
    kernel.observer.emit({
      kind: 'text-sent',
      phoneNumber: endpoint,
      message: notification.message,
      tags: tagsOf(notification.attributes),
    });
    return;
  }
  if (protocol !== 'sqs' && protocol !== 'lambda') return;
  const recorded: RecordedDelivery = { subscription, notification };
  deliver(kernel, { ...deliveryOf(kernel, collaborators, recorded), store, recorded });
}

export function resumeNotifications(kernel: Kernel, collaborators: NotificationCollaborators): void {
  resumeDeliveries(kernel, store, (recorded: RecordedDelivery) => deliveryOf(kernel, collaborators, recorded));
}

function deliveryOf(
  kernel: Kernel,
  { queueUrlOfArn }: NotificationCollaborators,
  { subscription, notification }: RecordedDelivery,
): Omit<Delivery, 'store' | 'recorded'> {
  const { protocol, endpoint, topicArn } = subscription;
  const caller: Caller = { kind: 'service', principal: 'sns.amazonaws.com', sourceArn: topicArn };
  return {
    label: `topic ${topicArn} to ${endpoint}`,
    retryPolicy: undefined,
    attempt: async () => {
      if (protocol === 'sqs') {
        await kernel.call({
          service: 'sqs',
          operation: 'SendMessage',
          input: {
            QueueUrl: queueUrlOfArn(endpoint),
            MessageBody: subscription.isRaw ? notification.message : envelope(subscription, notification),
            ...(subscription.isRaw && { MessageAttributes: notification.attributes }),
          },
          caller,
        });
        return;
      }
      const payload = JSON.stringify({ Records: [lambdaRecord(subscription, notification)] });
      await kernel.call({
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: endpoint, InvocationType: 'Event', Payload: new TextEncoder().encode(payload) },
        caller,
      });
    },
    // Without a dead-letter queue of its own, a subscription loses what cannot be delivered.
    giveUp: () => {},
  };
}

export function tagsOf(attributes: Notification['attributes']): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]));
}

function attributesOf({ attributes }: Notification): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue = '' }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]),
  );
}

function body(notification: Notification): Record<string, unknown> {
  return {
    Type: 'Notification',
    MessageId: notification.messageId,
    ...(notification.sequenceNumber !== undefined && { SequenceNumber: notification.sequenceNumber }),
    TopicArn: notification.topicArn,
    ...(notification.subject !== undefined && { Subject: notification.subject }),
    Message: notification.message,
    Timestamp: new Date(notification.publishedAtMs).toISOString(),
    SignatureVersion: '1',
    Signature: placeholderSignature,
  };
}

/** Nothing is signed here: what stands in for signature and certificate is the same each time, and verifies nothing. */
const placeholderSignature = Buffer.from('not signed').toString('base64');

function addressesOf({ arn, topicArn }: Subscription): { readonly certificate: string; readonly unsubscribe: string } {
  const host = `https://sns.${topicArn.split(':')[3]}.amazonaws.com`;
  return {
    certificate: `${host}/SimpleNotificationService-${'0'.repeat(32)}.pem`,
    unsubscribe: `${host}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
  };
}

function envelope(subscription: Subscription, notification: Notification): string {
  const attributes = attributesOf(notification);
  const { certificate, unsubscribe } = addressesOf(subscription);
  return JSON.stringify({
    ...body(notification),
    SigningCertURL: certificate,
    UnsubscribeURL: unsubscribe,
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  });
}

function lambdaRecord(subscription: Subscription, notification: Notification): Record<string, unknown> {
  const { certificate, unsubscribe } = addressesOf(subscription);
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: {
      ...body(notification),
      SigningCertUrl: certificate,
      UnsubscribeUrl: unsubscribe,
      MessageAttributes: attributesOf(notification),
    },
  };
}
