import { describe, expect, it } from 'vitest';
import {
  type IncomingDetailType,
  subscriptionDetailTypes,
  tripLegDetailTypes,
} from '../../../lambdas/domain/event-names.ts';
import { payloadSchemas } from '../../../lambdas/domain/event-schemas.ts';
import { parseEvent } from '../../../lambdas/domain/events.ts';
import { content, ms } from './support.ts';

const nowMs = ms('2026-03-01T09:00:00Z');
const envelope = { eventId: 'evt-1', occurredAt: '2026-03-01T09:00:00Z', version: 1 };
const leg = {
  id: 'L-1',
  kind: 'delivery',
  windowStart: '2026-03-10T16:30:00Z',
  windowEnd: '2026-03-10T17:00:00Z',
  location: { lat: 37.77, lng: -122.41 },
};
const subscription = {
  id: 'S-5',
  customerId: 'C-8',
  zone: 'Asia/Tokyo',
  startsAt: '2026-01-31T01:00:00Z',
  plan: { id: 'compact', priceCents: 60_000, currency: 'USD' },
  paymentMethodId: 'pm_5',
};

/** A well-formed detail of each type, without the envelope. */
const details: Record<IncomingDetailType, object> = {
  BookingConfirmed: { booking: content },
  BookingChanged: { booking: { ...content, legs: [leg] } },
  BookingCancelled: { bookingId: 'B-1', reason: 'customer' },
  RentalStarted: { bookingId: 'B-1', vehicleId: 'V-9', startedAt: '2026-03-10T17:05:00Z' },
  RentalReturned: { bookingId: 'B-1', returnedAt: '2026-03-13T16:40:00Z' },
  ChargesAssessed: { bookingId: 'B-1', amountCents: 0, reason: 'fuel' },
  DriverAssigned: { bookingId: 'B-1', legId: 'L-1', driverId: 'D-4' },
  DriverUnassigned: { bookingId: 'B-1', legId: 'L-1', driverId: 'D-4' },
  TripLegStarted: { bookingId: 'B-1', legId: 'L-1' },
  TripLegCompleted: { bookingId: 'B-1', legId: 'L-1' },
  TripLegCancelled: { bookingId: 'B-1', legId: 'L-1' },
  SubscriptionActivated: { subscription },
  SubscriptionChanged: { subscription },
  SubscriptionPaused: { subscriptionId: 'S-5' },
  SubscriptionResumed: { subscriptionId: 'S-5' },
  SubscriptionCancelled: { subscriptionId: 'S-5', atPeriodEnd: true, reason: 'moving' },
};
const types = Object.keys(payloadSchemas) as IncomingDetailType[];

const parse = (detailType: string, detail: unknown) => parseEvent({ detailType, detail, nowMs });
const parseBooking = (changes: object) =>
  parse('BookingConfirmed', { ...envelope, booking: { ...content, ...changes } });

describe('an event of the booking service', () => {
  it.each([
    'BookingConfirmed',
    'BookingChanged',
    'BookingCancelled',
    'RentalStarted',
    'RentalReturned',
    'ChargesAssessed',
  ] as const)('%s becomes a signal to its booking', (type) => {
    expect(parse(type, { ...envelope, ...details[type] })).toEqual({
      kind: 'signal',
      type,
      eventId: 'evt-1',
      occurredAt: '2026-03-01T09:00:00.000Z',
      version: 1,
      target: { type: 'booking', id: 'B-1' },
      payload: details[type],
    });
  });

  it.each(tripLegDetailTypes)('%s goes to its leg', (type) => {
    expect(parse(type, { ...envelope, ...details[type] })).toMatchObject({ target: { type: 'trip-leg', id: 'L-1' } });
  });

  it.each(subscriptionDetailTypes)('%s goes to its subscription', (type) => {
    expect(parse(type, { ...envelope, ...details[type] })).toMatchObject({
      target: { type: 'subscription', id: 'S-5' },
    });
  });

  it.each(['InvoicePaid', '', 'toString'])(
    'of a type outside the contract is ignored, whatever is in it (%j)',
    (type) => {
      expect(parse(type, 'anything')).toEqual({ kind: 'ignored' });
    },
  );

  it('loses the fields that nobody knows', () => {
    const detail = { ...envelope, bookingId: 'B-1', reason: 'x', colour: 'red' };
    expect(parse('BookingCancelled', detail)).toMatchObject({ payload: { bookingId: 'B-1', reason: 'x' } });
    expect(parse('BookingCancelled', detail)).not.toHaveProperty('payload.colour');
  });

  it('spells one instant one way', () => {
    const detail = {
      booking: { ...content, start: '2026-03-10T17:00:00.000Z' },
      ...envelope,
      occurredAt: '2026-03-01T09:00:00.0Z',
    };
    expect(parse('BookingConfirmed', detail)).toMatchObject({
      occurredAt: '2026-03-01T09:00:00.000Z',
      payload: { booking: { start: '2026-03-10T17:00:00Z' } },
    });
  });
});

describe('poison', () => {
  it.each(
    types.flatMap((type) => Object.keys({ ...envelope, ...details[type] }).map((field) => [type, field] as const)),
  )('is a %s without its %s, and the reason names it', (type, field) => {
    const { [field]: _, ...rest } = { ...envelope, ...details[type] } as Record<string, unknown>;
    const parsed = parse(type, rest);
    expect(parsed.kind).toBe('poison');
    expect(parsed).toHaveProperty('reason', expect.stringMatching(new RegExp(`^${type}: ${field}`)));
  });

  it.each([null, 'text', 7, []])('is a detail that is no object (%j)', (detail) => {
    expect(parse('BookingCancelled', detail)).toMatchObject({ kind: 'poison' });
  });

  it.each([
    ['eventId', ''],
    ['eventId', 'a'.repeat(65)],
    ['eventId', 'a b'],
    ['eventId', 7],
    ['occurredAt', '2026-03-01T10:00:00+01:00'],
    ['occurredAt', '2026-03-01'],
    ['occurredAt', '2026-02-30T00:00:00Z'],
    ['occurredAt', 1_772_355_600_000],
    ['version', 0],
    ['version', 1.5],
    ['version', '1'],
    ['version', 10_000_000_000],
    ['bookingId', 'a'.repeat(41)],
    ['bookingId', 'B_1'],
    ['bookingId', ''],
    ['reason', 7],
  ])('is an event whose %s is %j', (field, value) => {
    const parsed = parse('BookingCancelled', { ...envelope, bookingId: 'B-1', reason: 'x', [field]: value });
    expect(parsed).toEqual({ kind: 'poison', reason: expect.stringContaining(`BookingCancelled: ${field}: `) });
  });

  it.each([
    ['zone', 'Europe/Atlantis'],
    ['zone', '+01:00'],
    ['zone', ''],
    ['end', '2026-03-10T17:00:00Z'],
    ['end', '2026-03-09T17:00:00Z'],
    ['paymentMethodId', 'pm 1'],
    ['paymentMethodId', 'p'.repeat(65)],
    ['vehicleId', null],
    ['legs', {}],
  ])('is a booking whose %s is %j', (field, value) => {
    expect(parseBooking({ [field]: value })).toMatchObject({
      kind: 'poison',
      reason: expect.stringContaining(`booking.${field}: `),
    });
  });

  it.each([
    [{ amountCents: 1.5, currency: 'USD' }, 'booking.deposit.amountCents'],
    [{ amountCents: -1, currency: 'USD' }, 'booking.deposit.amountCents'],
    [{ amountCents: '100', currency: 'USD' }, 'booking.deposit.amountCents'],
    [{ amountCents: 100, currency: 'usd' }, 'booking.deposit.currency'],
    [{ amountCents: 100, currency: 'EURO' }, 'booking.deposit.currency'],
  ])('is a booking with the deposit %j', (deposit, field) => {
    expect(parseBooking({ deposit })).toMatchObject({ reason: expect.stringContaining(`${field}: `) });
  });

  it.each([
    [[{ ...leg, windowEnd: leg.windowStart }], 'booking.legs.0.windowEnd'],
    [[leg, { ...leg, kind: 'pickup' }], 'booking.legs.1.id'],
    [[{ ...leg, kind: 'drive' }], 'booking.legs.0.kind'],
    [[{ ...leg, location: { lat: '37', lng: 0 } }], 'booking.legs.0.location.lat'],
    [[{ ...leg, location: { lat: 37 } }], 'booking.legs.0.location.lng'],
  ])('is a booking with the legs %j', (legs, field) => {
    expect(parseBooking({ legs })).toMatchObject({ reason: expect.stringContaining(`${field}: `) });
  });

  it('is a booking whose window and end are wrong in milliseconds only', () => {
    expect(parseBooking({ end: '2026-03-10T17:00:00.001Z' }).kind).toBe('signal');
    expect(parseBooking({ start: '2026-03-13T17:00:00.001Z' }).kind).toBe('poison');
  });

  it.each([
    ['2025-03-01T09:00:00Z', 'signal'],
    ['2025-03-01T08:59:59.999Z', 'poison'],
    ['2027-03-01T09:00:00Z', 'signal'],
  ])('is an event more than 365 days past: one of %s is %s', (occurredAt, kind) => {
    expect(parse('BookingCancelled', { ...envelope, occurredAt, bookingId: 'B-1', reason: 'x' }).kind).toBe(kind);
  });

  it('never quotes a value in its reason', () => {
    const parsed = parse('BookingCancelled', { ...envelope, bookingId: 'secret value', reason: 'x' });
    expect(parsed).toHaveProperty('reason', expect.not.stringContaining('secret'));
  });
});
