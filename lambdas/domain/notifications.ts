/** The messages to customers: by which channel each kind goes, and what it says. No personal data beyond the name. */
import type { BookingContent, SubscriptionContent } from './event-schemas.ts';
import { parseInstant } from './instants.ts';
import type { Channel } from './plan-reminders.ts';

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** Sent as soon as what they tell of has happened, without a plan that could withdraw them. */
const immediateKinds: readonly string[] = ['deposit-declined', 'payment-failed'];
const emailKinds: readonly string[] = ['pickup-24h', 'return-24h', 'feedback', 'renewal-3d', ...immediateKinds];
const smsKinds: readonly string[] = ['pickup-2h', 'return-2h'];

/** The channel of a kind of message; undefined for what is no message. */
export function channelOf(kind: string): Channel | undefined {
  if (emailKinds.includes(kind)) return 'email';
  return smsKinds.includes(kind) || /^overdue-[1-9]$/.test(kind) ? 'sms' : undefined;
}

export function isImmediate(kind: string): boolean {
  return immediateKinds.includes(kind);
}

/** What a message about a booking says. Texts have no subject of their own: only their text is sent. */
export function composeMessage(kind: string, booking: BookingContent, name: string): Message {
  const start = onTheWall(booking.start, booking.zone);
  const end = onTheWall(booking.end, booking.zone);
  const reference = `booking ${booking.id}`;
  switch (kind) {
    case 'pickup-24h':
      return {
        subject: `Your rental begins soon: ${reference}`,
        text: `Hello ${name},\n\nyour car is ready for you on ${start} (${reference}). Please bring your driving licence.\n`,
      };
    case 'pickup-2h':
      return { subject: 'Your rental', text: `Your rental begins at ${start} (${reference}).` };
    case 'return-24h':
      return {
        subject: `Your rental ends soon: ${reference}`,
        text: `Hello ${name},\n\nyour rental ends on ${end} (${reference}). Do you need the car for longer? Please tell us before then.\n`,
      };
    case 'return-2h':
      return { subject: 'Your rental', text: `Please return your car by ${end} (${reference}).` };
    case 'feedback':
      return {
        subject: `How was your trip? ${reference}`,
        text: `Hello ${name},\n\nthank you for driving with us (${reference}). How was it? Just answer this message.\n`,
      };
    case 'deposit-declined':
      return {
        subject: `We could not charge your deposit: ${reference}`,
        text: `Hello ${name},\n\nyour card was declined when we charged the deposit of ${reference}. Please choose another way to pay before ${start}.\n`,
      };
    default:
      return { subject: 'Your rental', text: `Your rental ended at ${end} (${reference}). Please return the car now.` };
  }
}

/** What a message about a subscription says. @param lookAt the renewal that a reminder looks at */
export function composeSubscriptionMessage(
  kind: string,
  subscription: SubscriptionContent,
  lookAt: string,
  name: string,
): Message {
  const reference = `subscription ${subscription.id}`;
  if (kind === 'renewal-3d') {
    const renewal = onTheWall(lookAt, subscription.zone);
    return {
      subject: `Your subscription renews soon: ${reference}`,
      text: `Hello ${name},\n\nyour plan ${subscription.plan.id} renews on ${renewal} (${reference}). We will charge your payment method then.\n`,
    };
  }
  return {
    subject: `We could not charge your subscription: ${reference}`,
    text: `Hello ${name},\n\na payment for your plan ${subscription.plan.id} has failed (${reference}). Please make sure that we can charge your payment method.\n`,
  };
}

/** For example `Tue 10 Mar, 10:00`. */
function onTheWall(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(parseInstant(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')}, ${part('hour')}:${part('minute')}`;
}
