import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { createNotifications, type Notifications } from '../../gateways/notifications.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

/** SES and SNS. Neither repeats a call by itself: retries are the state machine's. */
export function connectNotifications(environment: Environment): Notifications {
  return createNotifications({
    emails: new SESv2Client({ maxAttempts: 1 }),
    texts: new SNSClient({ maxAttempts: 1 }),
    fromAddress: requiredVariable(environment, 'EMAIL_FROM_ADDRESS'),
  });
}
