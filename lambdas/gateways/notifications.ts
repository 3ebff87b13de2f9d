/** Messages to customers: e-mail through SES, texts through SNS. Whatever fails is an outage: it is tried again. */
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { ProviderUnavailable } from '../domain/errors.ts';
import type { Message } from '../domain/notifications.ts';
import { labelOf, type Subject } from '../domain/subject.ts';

interface Notification extends Message {
  /** Whom it is about: a tag of the message. */
  readonly about: Subject;
  readonly kind: string;
}

export interface Notifications {
  sendEmail(address: string, notification: Notification): Promise<void>;
  sendText(phoneNumber: string, notification: Notification): Promise<void>;
}

interface NotificationsOptions {
  readonly emails: Pick<SESv2Client, 'send'>;
  readonly texts: Pick<SNSClient, 'send'>;
  readonly fromAddress: string;
}

/** The clients have to be made with `maxAttempts: 1`: the outage policy's retries are the state machine's. */
export function createNotifications({ emails, texts, fromAddress }: NotificationsOptions): Notifications {
  return {
    sendEmail: (address, { about, kind, subject, text }) =>
      attempted(() =>
        emails.send(
          new SendEmailCommand({
            FromEmailAddress: fromAddress,
            Destination: { ToAddresses: [address] },
            Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
            EmailTags: [
              { Name: labelOf(about).name, Value: labelOf(about).id },
              { Name: 'kind', Value: kind },
            ],
          }),
        ),
      ),
    sendText: (phoneNumber, { about, kind, text }) =>
      attempted(() =>
        texts.send(
          new PublishCommand({
            PhoneNumber: phoneNumber,
            Message: text,
            MessageAttributes: {
              [labelOf(about).name]: { DataType: 'String', StringValue: labelOf(about).id },
              kind: { DataType: 'String', StringValue: kind },
            },
          }),
        ),
      ),
  };
}

async function attempted(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    throw new ProviderUnavailable('notifications', name, { cause: error });
  }
}
