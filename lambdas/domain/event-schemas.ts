/**
 * What the booking service emits, as schemas: one for the detail of each `DetailType`. Unknown fields are dropped; a field
 * that is missing or malformed makes the event poison. Instants come out in one spelling, so that the same instant is the
 * same text. `docs/schemas/` is generated from here.
 */
import * as z from 'zod';
import type { IncomingDetailType } from './event-names.ts';
import { formatInstant } from './instants.ts';

/** A detail is refused when an index would not fit its place in the signal's key. */
const largestVersion = 9_999_999_999;

const eventId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'has to be 1 to 64 characters of A-Za-z0-9._-')
  .describe('Unique. A duplicate delivery carries the same one.');
const id = z.string().regex(/^[A-Za-z0-9-]{1,40}$/, 'has to be 1 to 40 characters of A-Za-z0-9-');
const instant = z.iso.datetime('has to be an instant in UTC, ISO 8601 with Z').transform(toOneSpelling);
const zone = z
  .string()
  .refine(isKnownZone, 'has to be a known IANA zone')
  .describe('IANA zone, for example Europe/Berlin.');
const cents = z.int('has to be whole cents').nonnegative('has to be 0 or more').describe('Whole cents.');
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'has to be three capital letters')
  .describe('ISO 4217 code.');
const paymentMethodId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'has to be 1 to 64 characters of A-Za-z0-9_-')
  .describe("The payment provider's.");
const reason = z.string('has to be text');

const leg = z
  .object({
    id: id.describe('Unique over all bookings.'),
    kind: z.enum(['delivery', 'pickup', 'swap'], 'has to be delivery, pickup or swap'),
    windowStart: instant,
    windowEnd: instant,
    location: z.object({
      lat: z.number('has to be degrees from -90 to 90').min(-90).max(90),
      lng: z.number('has to be degrees from -180 to 180').min(-180).max(180),
    }),
  })
  .refine((checked) => isAfter(checked.windowEnd, checked.windowStart), {
    path: ['windowEnd'],
    error: 'has to be after windowStart',
  });

const booking = z
  .object({
    id,
    customerId: id,
    zone,
    start: instant,
    end: instant.describe('After start.'),
    vehicleId: id,
    deposit: z.object({ amountCents: cents.describe('Whole cents; 0 for no deposit.'), currency }),
    paymentMethodId,
    legs: z.array(leg).superRefine(refuseRepeatedIds),
  })
  .refine((checked) => isAfter(checked.end, checked.start), { path: ['end'], error: 'has to be after start' });

const subscription = z.object({
  id,
  customerId: id,
  zone,
  startsAt: instant,
  plan: z.object({ id, priceCents: cents, currency }),
  paymentMethodId,
});

/** The whole booking, as confirmed or changed. */
export type BookingContent = z.infer<typeof booking>;

/** The whole subscription, as activated or changed. */
export type SubscriptionContent = z.infer<typeof subscription>;

/** What every detail has. */
export const envelopeSchema = z.object({
  eventId,
  occurredAt: z.iso
    .datetime('has to be an instant in UTC, ISO 8601 with Z')
    .transform((text) => new Date(text).toISOString())
    .describe('Not more than 365 days past.'),
  version: z
    .int('has to be a whole number')
    .min(1, 'has to be 1 or more')
    .max(largestVersion, 'has to have at most 10 digits')
    .describe('Grows per booking or subscription.'),
});

const wholeBooking = z.object({ booking });
const wholeSubscription = z.object({ subscription });
const driverOfLeg = z.object({ bookingId: id, legId: id, driverId: id });
const legOfBooking = z.object({ bookingId: id, legId: id });
const idOfSubscription = z.object({ subscriptionId: id });

/** What each `DetailType` has besides the envelope. */
export const payloadSchemas = {
  BookingConfirmed: wholeBooking,
  BookingChanged: wholeBooking,
  BookingCancelled: z.object({ bookingId: id, reason }),
  RentalStarted: z.object({ bookingId: id, vehicleId: id, startedAt: instant }),
  RentalReturned: z.object({ bookingId: id, returnedAt: instant }),
  ChargesAssessed: z.object({ bookingId: id, amountCents: cents, reason }),
  DriverAssigned: driverOfLeg,
  DriverUnassigned: driverOfLeg,
  TripLegStarted: legOfBooking,
  TripLegCompleted: legOfBooking,
  TripLegCancelled: legOfBooking,
  SubscriptionActivated: wholeSubscription,
  SubscriptionChanged: wholeSubscription,
  SubscriptionPaused: idOfSubscription,
  SubscriptionResumed: idOfSubscription,
  SubscriptionCancelled: z.object({ subscriptionId: id, atPeriodEnd: z.boolean('has to be true or false'), reason }),
} as const satisfies Record<IncomingDetailType, z.ZodType>;

export type PayloadOf<Type extends IncomingDetailType> = z.infer<(typeof payloadSchemas)[Type]>;

function toOneSpelling(text: string): string {
  return formatInstant(Date.parse(text));
}

function isAfter(later: string, earlier: string): boolean {
  return Date.parse(later) > Date.parse(earlier);
}

/** Zones that were found to exist. To ask costs more than the rest of the parsing, and there are not many. */
const knownZones = new Set<string>();

/** Names only: an offset such as `+01:00` is no zone, though `Intl` takes it. */
function isKnownZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    knownZones.add(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function refuseRepeatedIds(legs: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { id: legId }] of legs.entries()) {
    if (seen.has(legId)) {
      context.addIssue({
        code: 'custom',
        path: [index, 'id'],
        message: 'has to be another one than that of the legs before',
      });
    }
    seen.add(legId);
  }
}
