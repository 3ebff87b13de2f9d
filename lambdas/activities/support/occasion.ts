/** What a message needs to know of the booking or the subscription that it is about, as it is now. */
import { composeMessage, composeSubscriptionMessage, type Message } from '../../domain/notifications.ts';
import { isApplicable, isListed, isOfCurrentPlan } from '../../domain/plan-reminders.ts';
import { listRenewalReminders } from '../../domain/plan-renewal-reminder.ts';
import type { Policy } from '../../domain/policy.ts';
import type { BookingRecords } from '../../gateways/booking-records.ts';
import type { SubscriptionRecords } from '../../gateways/subscription-records.ts';
import type { NotificationInput } from './announce-notification.ts';

export interface RecordsOfSubjects {
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly subscriptions: Pick<SubscriptionRecords, 'read'>;
}

export interface Occasion {
  /** It belongs to the plan: otherwise it was withdrawn. */
  readonly isPlanned: boolean;
  /** What it says still holds. */
  readonly isApplicable: boolean;
  readonly customerId: string;
  /** @param name of the customer */
  readonly compose: (name: string) => Message;
}

/** Undefined: nobody knows its booking or subscription any more. */
export async function occasionOf(
  input: NotificationInput,
  { bookings, subscriptions }: RecordsOfSubjects,
  policy: Policy,
): Promise<Occasion | undefined> {
  const { subject, kind, lookAt } = input;
  if ('bookingId' in subject) {
    const booking = await bookings.read(subject.bookingId);
    return (
      booking && {
        isPlanned: isOfCurrentPlan(booking, input, policy),
        isApplicable: isApplicable(booking, kind),
        customerId: booking.content.customerId,
        compose: (name) => composeMessage(kind, booking.content, name),
      }
    );
  }
  const subscription = await subscriptions.read(subject.subscriptionId);
  return (
    subscription && {
      isPlanned: isListed(listRenewalReminders(subscription, policy), input),
      // A renewal reminder has no condition of its own: what speaks against it withdraws it before it fires.
      isApplicable: true,
      customerId: subscription.content.customerId,
      compose: (name) => composeSubscriptionMessage(kind, subscription.content, lookAt, name),
    }
  );
}
