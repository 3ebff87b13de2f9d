import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { createNotifications, type Notifications } from '../../gateways/notifications.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

/** SES and SNS. Neither repeats a call by itself: retries are the state machine's. */
export function connectNotifications(environment: Environment): Notifications {
  return createNotifications({
    emails: createClient((options) => new SESv2Client({ ...options, maxAttempts: 1 })),
    texts: createClient((options) => new SNSClient({ ...options, maxAttempts: 1 })),
    fromAddress: requiredVariable(environment, 'EMAIL_FROM_ADDRESS'),
  });
}
