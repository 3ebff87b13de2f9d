import { describe, expect, it } from 'vitest';
import { createNotifications } from '../../../lambdas/gateways/notifications.ts';
import { awsError, fakeClient } from './support/fake-client.ts';

const notification = { about: { bookingId: 'B-1' }, kind: 'pickup-24h', subject: 'Soon', text: 'Hello' };

function notificationsOf(emails = fakeClient(), texts = fakeClient()) {
  return { emails, texts, notifications: createNotifications({ emails, texts, fromAddress: 'cars@example.com' }) };
}

describe('notifications', () => {
  it('send an e-mail through SES, tagged with booking and kind', async () => {
    const { emails, texts, notifications } = notificationsOf();
    await notifications.sendEmail('ada@example.com', notification);
    expect(texts.asked).toEqual([]);
    expect(emails.asked).toEqual([
      {
        command: 'SendEmailCommand',
        input: {
          FromEmailAddress: 'cars@example.com',
          Destination: { ToAddresses: ['ada@example.com'] },
          Content: { Simple: { Subject: { Data: 'Soon' }, Body: { Text: { Data: 'Hello' } } } },
          EmailTags: [
            { Name: 'booking', Value: 'B-1' },
            { Name: 'kind', Value: 'pickup-24h' },
          ],
        },
      },
    ]);
  });

  it('send a text through SNS, with booking and kind as attributes', async () => {
    const { emails, texts, notifications } = notificationsOf();
    await notifications.sendText('+15550100', notification);
    expect(emails.asked).toEqual([]);
    expect(texts.asked).toEqual([
      {
        command: 'PublishCommand',
        input: {
          PhoneNumber: '+15550100',
          Message: 'Hello',
          MessageAttributes: {
            booking: { DataType: 'String', StringValue: 'B-1' },
            kind: { DataType: 'String', StringValue: 'pickup-24h' },
          },
        },
      },
    ]);
  });

  it('are tagged with the subscription where they are about one', async () => {
    const { emails, notifications } = notificationsOf();
    await notifications.sendEmail('ada@example.com', { ...notification, about: { subscriptionId: 'S-1' } });
    expect(emails.asked[0]?.input).toMatchObject({
      EmailTags: [{ Name: 'subscription', Value: 'S-1' }, { Name: 'kind' }],
    });
  });

  it.each(['TooManyRequestsException', 'InternalServiceErrorException', 'MessageRejected'])(
    'meet an outage when the provider answers %s',
    async (name) => {
      const { notifications } = notificationsOf(fakeClient(awsError(name)), fakeClient(awsError(name)));
      const outage = { name: 'ProviderUnavailable', provider: 'notifications', message: `notifications: ${name}` };
      await expect(notifications.sendEmail('ada@example.com', notification)).rejects.toMatchObject(outage);
      await expect(notifications.sendText('+15550100', notification)).rejects.toMatchObject(outage);
    },
  );
});
