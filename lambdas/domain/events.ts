/** The door: what an entry of the bus means to Legwork. Nothing is stored that has not come through here. */
import type * as z from 'zod';
import type { IncomingDetailType } from './event-names.ts';
import { envelopeSchema, type PayloadOf, payloadSchemas } from './event-schemas.ts';
import { dayMs } from './instants.ts';
import type { WorkflowKey } from './workflow-types.ts';

/** An event older than this could outlive the memory of its duplicate. */
const oldestOccurrenceDays = 365;

/** An event of the booking service that concerns a workflow. */
interface IncomingSignal {
  readonly kind: 'signal';
  readonly type: IncomingDetailType;
  readonly eventId: string;
  /** 24 characters, with milliseconds: `2026-03-01T09:00:00.000Z`. */
  readonly occurredAt: string;
  readonly version: number;
  readonly target: WorkflowKey;
  /** The detail without the envelope, as its schema reads it. */
  readonly payload: PayloadOf<IncomingDetailType>;
}

export type ParsedEvent =
  | IncomingSignal
  | { readonly kind: 'ignored' }
  /** `reason` names the first field that is wrong, and never quotes its value. */
  | { readonly kind: 'poison'; readonly reason: string };

const toTripLeg = ({ legId }: { readonly legId: string }): WorkflowKey => ({ type: 'trip-leg', id: legId });
const toSubscription = ({ subscriptionId }: { readonly subscriptionId: string }): WorkflowKey => ({
  type: 'subscription',
  id: subscriptionId,
});

/** Which workflow an event goes to, and how it names it. */
const targets: { readonly [Type in IncomingDetailType]: (payload: PayloadOf<Type>) => WorkflowKey } = {
  BookingConfirmed: ({ booking }) => ({ type: 'booking', id: booking.id }),
  BookingChanged: ({ booking }) => ({ type: 'booking', id: booking.id }),
  BookingCancelled: ({ bookingId }) => ({ type: 'booking', id: bookingId }),
  RentalStarted: ({ bookingId }) => ({ type: 'booking', id: bookingId }),
  RentalReturned: ({ bookingId }) => ({ type: 'booking', id: bookingId }),
  ChargesAssessed: ({ bookingId }) => ({ type: 'booking', id: bookingId }),
  DriverAssigned: toTripLeg,
  DriverUnassigned: toTripLeg,
  TripLegStarted: toTripLeg,
  TripLegCompleted: toTripLeg,
  TripLegCancelled: toTripLeg,
  SubscriptionActivated: ({ subscription }) => ({ type: 'subscription', id: subscription.id }),
  SubscriptionChanged: ({ subscription }) => ({ type: 'subscription', id: subscription.id }),
  SubscriptionPaused: toSubscription,
  SubscriptionResumed: toSubscription,
  SubscriptionCancelled: toSubscription,
};

export interface BusEntry {
  readonly detailType: string;
  readonly detail: unknown;
  /** When the event is judged. Milliseconds since the epoch. */
  readonly nowMs: number;
}

export function parseEvent({ detailType, detail, nowMs }: BusEntry): ParsedEvent {
  if (!isIncoming(detailType)) return { kind: 'ignored' };

  const envelope = envelopeSchema.safeParse(detail);
  if (!envelope.success) return poison(detailType, envelope.error);
  const { eventId, occurredAt, version } = envelope.data;
  if (Date.parse(occurredAt) < nowMs - oldestOccurrenceDays * dayMs) {
    return { kind: 'poison', reason: `${detailType}: occurredAt: more than ${oldestOccurrenceDays} days past` };
  }

  const payload = payloadSchemas[detailType].safeParse(detail);
  if (!payload.success) return poison(detailType, payload.error);

  return { kind: 'signal', eventId, occurredAt, version, ...routed(detailType, payload.data as never) };
}

/** The schema that read the payload is the one of its type; TypeScript does not follow that through a table. */
function routed<Type extends IncomingDetailType>(type: Type, payload: PayloadOf<Type>) {
  return { type, payload, target: targets[type](payload) };
}

function isIncoming(detailType: string): detailType is IncomingDetailType {
  return Object.hasOwn(payloadSchemas, detailType);
}

function poison(detailType: string, error: z.ZodError): ParsedEvent {
  const issue = error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : 'detail';
  return { kind: 'poison', reason: `${detailType}: ${field}: ${issue?.message ?? 'malformed'}` };
}
