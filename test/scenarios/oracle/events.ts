import { isZone } from './wall-clock.ts';

/** The booking service's events as the contract has them; instants are text. */
export interface BookingContent {
  readonly id: string;
  readonly zone: string;
  readonly start: string;
  readonly end: string;
  readonly vehicleId: string;
  readonly deposit: { readonly amountCents: number };
  readonly paymentMethodId: string;
  readonly legs: readonly LegContent[];
}

export interface LegContent {
  readonly id: string;
  readonly kind: 'delivery' | 'pickup' | 'swap';
  readonly windowStart: string;
  readonly windowEnd: string;
}

interface SubscriptionContent {
  readonly id: string;
  readonly zone: string;
  readonly startsAt: string;
  readonly plan: { readonly priceCents: number };
  readonly paymentMethodId: string;
}

interface Common {
  readonly eventId: string;
  readonly occurredAt: string;
  readonly version: number;
}

export type BookingEvent = Common &
  (
    | { readonly type: 'BookingConfirmed' | 'BookingChanged'; readonly booking: BookingContent }
    | { readonly type: 'BookingCancelled'; readonly bookingId: string }
    | { readonly type: 'RentalStarted'; readonly bookingId: string; readonly vehicleId: string }
    | { readonly type: 'RentalReturned'; readonly bookingId: string; readonly returnedAt: string }
    | { readonly type: 'ChargesAssessed'; readonly bookingId: string; readonly amountCents: number }
  );

export type LegEvent = Common & { readonly bookingId: string; readonly legId: string } & (
    | { readonly type: 'DriverAssigned' | 'DriverUnassigned'; readonly driverId: string }
    | { readonly type: 'TripLegStarted' | 'TripLegCompleted' | 'TripLegCancelled' }
  );

export type SubscriptionEvent = Common &
  (
    | { readonly type: 'SubscriptionActivated' | 'SubscriptionChanged'; readonly subscription: SubscriptionContent }
    | { readonly type: 'SubscriptionPaused' | 'SubscriptionResumed'; readonly subscriptionId: string }
    | { readonly type: 'SubscriptionCancelled'; readonly subscriptionId: string; readonly atPeriodEnd: boolean }
  );

export type CourseEvent = BookingEvent | LegEvent | SubscriptionEvent;

type Fields = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

const matches =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const id = matches(/^[A-Za-z0-9-]{1,40}$/);
const methodId = matches(/^[A-Za-z0-9_-]{1,64}$/);
const string: Test = (value) => typeof value === 'string';
const instant: Test = (value) =>
  matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/)(value) && !Number.isNaN(Date.parse(value as string));
const number: Test = (value) => typeof value === 'number' && Number.isFinite(value);
const whole =
  (least: number): Test =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least;
const has =
  (tests: Readonly<Record<string, Test>>): Test =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(tests).every(([field, test]) => test((value as Fields)[field]));

const currency = matches(/^[A-Z]{3}$/);
const zone: Test = (value) => typeof value === 'string' && isZone(value);
const inOrder =
  (earlier: string, later: string): Test =>
  (value) => {
    const fields = value as Record<string, string>;
    return Date.parse(fields[earlier] ?? '') < Date.parse(fields[later] ?? '');
  };

const leg: Test = (value) =>
  has({
    id,
    kind: (kind) => ['delivery', 'pickup', 'swap'].includes(kind as string),
    windowStart: instant,
    windowEnd: instant,
    location: has({ lat: number, lng: number }),
  })(value) && inOrder('windowStart', 'windowEnd')(value);

const booking: Test = (value) =>
  has({
    id,
    customerId: id,
    zone,
    start: instant,
    end: instant,
    vehicleId: id,
    deposit: has({ amountCents: whole(0), currency }),
    paymentMethodId: methodId,
    legs: (legs) =>
      Array.isArray(legs) && legs.every(leg) && new Set(legs.map((one: Fields) => one.id)).size === legs.length,
  })(value) && inOrder('start', 'end')(value);

const subscription = has({
  id,
  customerId: id,
  zone,
  startsAt: instant,
  plan: has({ id, priceCents: whole(0), currency }),
  paymentMethodId: methodId,
});
const ofLeg = { bookingId: id, legId: id };

const shapes: Readonly<Record<CourseEvent['type'], Test>> = {
  BookingConfirmed: has({ booking }),
  BookingChanged: has({ booking }),
  BookingCancelled: has({ bookingId: id, reason: string }),
  RentalStarted: has({ bookingId: id, vehicleId: id, startedAt: instant }),
  RentalReturned: has({ bookingId: id, returnedAt: instant }),
  ChargesAssessed: has({ bookingId: id, amountCents: whole(0), reason: string }),
  DriverAssigned: has({ ...ofLeg, driverId: id }),
  DriverUnassigned: has({ ...ofLeg, driverId: id }),
  TripLegStarted: has(ofLeg),
  TripLegCompleted: has(ofLeg),
  TripLegCancelled: has(ofLeg),
  SubscriptionActivated: has({ subscription }),
  SubscriptionChanged: has({ subscription }),
  SubscriptionPaused: has({ subscriptionId: id }),
  SubscriptionResumed: has({ subscriptionId: id }),
  SubscriptionCancelled: has({
    subscriptionId: id,
    atPeriodEnd: (value) => typeof value === 'boolean',
    reason: string,
  }),
};

const common = has({ eventId: matches(/^[A-Za-z0-9._-]{1,64}$/), occurredAt: instant, version: whole(1) });

/** The event, or null for one that changes nothing: of a type that is not in the contract, or poison. */
export function readEvent(detailType: string, detail: unknown, nowMs: number): CourseEvent | null {
  const shape = shapes[detailType as CourseEvent['type']];
  if (shape === undefined || !common(detail) || !shape(detail)) return null;
  const event = { ...(detail as object), type: detailType } as CourseEvent;
  return nowMs - Date.parse(event.occurredAt) > 365 * 86_400_000 ? null : event;
}
