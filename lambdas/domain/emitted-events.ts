/** What Legwork tells the world, as schemas; `docs/schemas/` is generated from here. */
import * as z from 'zod';
import type { EmittedDetailType } from './event-names.ts';
import { formatInstant } from './instants.ts';
import { derivedEventId } from './signals.ts';

const cents = z.int().nonnegative().describe('Whole cents.');
const instant = z.iso.datetime();

const common = {
  eventId: z.string().describe('The same at every attempt to emit the same event.'),
  occurredAt: instant,
};
const envelope = { ...common, bookingId: z.string() };
const ofLeg = { ...envelope, legId: z.string() };
const ofSubscription = {
  ...common,
  subscriptionId: z.string(),
  cycle: z.int().nonnegative().describe('From 0.'),
};

/** A message is about a booking or about a subscription. */
const messageEnvelope = { ...common, bookingId: z.string().optional(), subscriptionId: z.string().optional() };

const level = z.enum(['on-track', 'at-risk', 'late']);
const alert = {
  ...envelope,
  vehicleId: z.string(),
  kind: z.enum(['low-fuel', 'offline', 'outside-area']),
};

const reminder = {
  kind: z.string().describe('Kind of the message, for example pickup-24h.'),
  channel: z.enum(['email', 'sms']),
  dueAt: instant.describe('When it was due, after moving out of quiet hours.'),
};

/** The detail of each event. */
export const emittedSchemas = {
  ReminderSent: z.object({ ...messageEnvelope, ...reminder }),
  ReminderDropped: z.object({ ...messageEnvelope, ...reminder, reason: z.enum(['late', 'not-applicable']) }),
  RentalNotStarted: z.object(envelope),
  RentalOverdue: z.object(envelope),
  DepositCharged: z.object({ ...envelope, amountCents: cents }),
  DepositDeclined: z.object({ ...envelope, amountCents: cents, attempt: z.int().min(1) }),
  DepositEscalated: z.object({ ...envelope, amountCents: cents.describe('What could not be charged or refunded.') }),
  DepositRefunded: z.object({
    ...envelope,
    amountCents: cents.describe('What went back.'),
    keptCents: cents.describe('What was kept.'),
  }),
  DepositKept: z.object({
    ...envelope,
    amountCents: cents.describe('The deposit.'),
    keptCents: cents.describe('The deposit, all of it.'),
  }),
  TripLegRiskChanged: z.object({
    ...ofLeg,
    from: level,
    to: level,
    reasons: z
      .array(z.enum(['window-passed', 'travel-time', 'no-driver', 'vehicle-not-ready']))
      .describe('Why it is at this level; none for on-track.'),
  }),
  TripLegClosed: z.object({ ...ofLeg, outcome: z.enum(['completed', 'cancelled', 'abandoned']) }),
  VehicleAlert: z.object(alert),
  VehicleAlertCleared: z.object(alert),
  SubscriptionRenewed: z.object(ofSubscription),
  SubscriptionPaymentFailed: z.object({ ...ofSubscription, attempt: z.int().min(1) }),
  SubscriptionSuspended: z.object(ofSubscription),
  SubscriptionClosed: z.object(ofSubscription),
  BookingClosed: z.object({ ...envelope, outcome: z.enum(['completed', 'cancelled']) }),
  UndeliverableSignal: z.object({
    ...messageEnvelope,
    legId: z.string().optional(),
    signal: z.string().describe('DetailType of the event that came too late.'),
    reason: z.literal('closed'),
  }),
} as const satisfies Record<EmittedDetailType, z.ZodType>;

type DetailOf<Type extends EmittedDetailType> = z.infer<(typeof emittedSchemas)[Type]>;
type FieldsOf<Type extends EmittedDetailType> = Omit<DetailOf<Type>, 'eventId' | 'occurredAt'>;

export interface EmittedEvent<Type extends EmittedDetailType = EmittedDetailType> {
  readonly detailType: Type;
  readonly detail: Readonly<Record<string, unknown>> & { readonly eventId: string; readonly occurredAt: string };
}

/**
 * An event of ours.
 * @param effectKey business name of the effect that it tells of: its id is derived from it, the same at every attempt
 */
export function emittedEvent<Type extends EmittedDetailType>(
  detailType: Type,
  effectKey: string,
  occurredMs: number,
  fields: FieldsOf<Type>,
): EmittedEvent<Type> {
  return {
    detailType,
    detail: { eventId: derivedEventId(detailType, effectKey), occurredAt: formatInstant(occurredMs), ...fields },
  };
}

/** An event about a booking: `emittedEvent` with the booking's id. */
export function bookingEvent<Type extends EmittedDetailType>(
  detailType: Type,
  effectKey: string,
  bookingId: string,
  occurredMs: number,
  fields: Omit<FieldsOf<Type>, 'bookingId'>,
): EmittedEvent<Type> {
  return {
    detailType,
    detail: {
      eventId: derivedEventId(detailType, effectKey),
      occurredAt: formatInstant(occurredMs),
      bookingId,
      ...fields,
    },
  };
}
