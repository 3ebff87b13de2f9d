/** What Legwork tells the world, as schemas; `docs/schemas/` is generated from here. */
import * as z from 'zod';
import type { EmittedDetailType } from './event-names.ts';
import { formatInstant } from './instants.ts';
import { derivedEventId } from './signals.ts';

const cents = z.int().nonnegative().describe('Whole cents.');
const instant = z.iso.datetime();

const envelope = {
  eventId: z.string().describe('The same at every attempt to emit the same event.'),
  occurredAt: instant,
  bookingId: z.string(),
};

const reminder = {
  kind: z.string().describe('Kind of the message, for example pickup-24h.'),
  channel: z.enum(['email', 'sms']),
  dueAt: instant.describe('When it was due, after moving out of quiet hours.'),
};

/** The detail of each event that concerns a booking. */
export const emittedSchemas = {
  ReminderSent: z.object({ ...envelope, ...reminder }),
  ReminderDropped: z.object({ ...envelope, ...reminder, reason: z.enum(['late', 'not-applicable']) }),
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
  BookingClosed: z.object({ ...envelope, outcome: z.enum(['completed', 'cancelled']) }),
  UndeliverableSignal: z.object({
    ...envelope,
    signal: z.string().describe('DetailType of the event that came too late.'),
    reason: z.literal('closed'),
  }),
} as const satisfies Record<EmittedDetailType, z.ZodType>;

type DetailOf<Type extends EmittedDetailType> = z.infer<(typeof emittedSchemas)[Type]>;
type OwnFieldsOf<Type extends EmittedDetailType> = Omit<DetailOf<Type>, 'eventId' | 'occurredAt' | 'bookingId'>;

export interface EmittedEvent<Type extends EmittedDetailType = EmittedDetailType> {
  readonly detailType: Type;
  readonly detail: Readonly<Record<string, unknown>> & { readonly eventId: string; readonly occurredAt: string };
}

/**
 * An event about a booking.
 * @param effectKey business name of the effect that it tells of: its id is derived from it, the same at every attempt
 */
export function bookingEvent<Type extends EmittedDetailType>(
  detailType: Type,
  effectKey: string,
  bookingId: string,
  occurredMs: number,
  fields: OwnFieldsOf<Type>,
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
