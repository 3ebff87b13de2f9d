/**
 * Sends one message, or drops it where it is of no use any more. What is withdrawn leaves no trace, so that it may be
 * planned again; what was sent or dropped is remembered and never repeated.
 *
 * Neither SES nor SNS can be asked whether it has a message, so a crash between the provider's answer and the record sends
 * it twice: a message that comes twice is better than one that never comes.
 */
import * as z from 'zod';
import { parseInstant } from '../domain/instants.ts';
import { channelOf, isImmediate } from '../domain/notifications.ts';
import { usefulForMs } from '../domain/plan-reminders.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { Bookings } from '../gateways/bookings.ts';
import type { Notifications } from '../gateways/notifications.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { once } from '../middleware/once.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectContacts } from './connections/connect-contacts.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectNotifications } from './connections/connect-notifications.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import {
  type Announcing,
  announceNotification,
  type NotificationOutcome,
  notificationKey,
} from './support/announce-notification.ts';
import { notificationShape } from './support/input-schemas.ts';
import { type Occasion, occasionOf, type RecordsOfSubjects } from './support/occasion.ts';

const schema = z.object({
  ...notificationShape,
  /** How many calls came before this one; 0: the message fires now. */
  attempt: z.int().min(0),
});
type Input = z.infer<typeof schema>;

interface Dependencies extends Announcing, RecordsOfSubjects {
  readonly contacts: Bookings;
  readonly notifications: Notifications;
  readonly policy: Policy;
}

interface Result {
  readonly outcome: 'sent' | 'dropped' | 'withdrawn' | 'already';
}

export const createSendNotification = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'send-notification', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, dependencies: Dependencies): Promise<Result> {
  const occasion = await occasionOf(input, dependencies, dependencies.policy);
  if (!occasion || isWithdrawn(occasion, input)) return { outcome: 'withdrawn' };

  let isFirst = false;
  const result = await once(dependencies.onceStore, { key: notificationKey(input) }, context, () => {
    isFirst = true;
    return attempt(occasion, input, context.nowMs(), dependencies);
  });
  await announceNotification(input, result, context, dependencies);
  return { outcome: isFirst ? result.outcome : 'already' };
}

/** A reminder that has fired is not withdrawn any more; the silent check, which cannot fail, always can be. */
function isWithdrawn({ isPlanned }: Occasion, { kind, attempt }: Input): boolean {
  if (isImmediate(kind)) return false;
  const hasFired = attempt > 0 && channelOf(kind) !== undefined;
  return !hasFired && !isPlanned;
}

async function attempt(
  { isApplicable, customerId, compose }: Occasion,
  { subject, kind, dueAt }: Input,
  nowMs: number,
  { contacts, notifications, policy }: Dependencies,
): Promise<NotificationOutcome> {
  if (nowMs > parseInstant(dueAt) + usefulForMs(kind, policy)) return { outcome: 'dropped', reason: 'late' };
  if (!isApplicable) return { outcome: 'dropped', reason: 'not-applicable' };
  const channel = channelOf(kind);
  if (channel === undefined) return { outcome: 'sent' };

  const { email, phone, name } = await contacts.contactOf(customerId);
  const notification = { about: subject, kind, ...compose(name) };
  await (channel === 'email'
    ? notifications.sendEmail(email, notification)
    : notifications.sendText(phone, notification));
  return { outcome: 'sent' };
}

export const handler = createSendNotification(() => ({
  ...connectRecords(process.env),
  contacts: connectContacts(process.env),
  notifications: connectNotifications(process.env),
  onceStore: connectUnfencedOnceStore(process.env),
  eventBus: connectEventBus(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
