/** `Source` of the events that Legwork takes and of those that it emits, and their `DetailType`s: docs/events.md. */
export const bookingServiceSource = 'booking-service';
export const legworkSource = 'legwork';

/**
 * Every event of the booking service, and what the rule on the bus lets through to the router: also those that nothing
 * acts on yet, since a malformed one is poison all the same.
 */
export const incomingDetailTypes = [
  'BookingConfirmed',
  'BookingChanged',
  'BookingCancelled',
  'RentalStarted',
  'RentalReturned',
  'ChargesAssessed',
  'DriverAssigned',
  'DriverUnassigned',
  'TripLegStarted',
  'TripLegCompleted',
  'TripLegCancelled',
  'SubscriptionActivated',
  'SubscriptionChanged',
  'SubscriptionPaused',
  'SubscriptionResumed',
  'SubscriptionCancelled',
] as const;

/** Those of them that some workflow takes as a signal. */
export const routedDetailTypes = [
  'BookingConfirmed',
  'BookingChanged',
  'BookingCancelled',
  'RentalStarted',
  'RentalReturned',
  'ChargesAssessed',
] as const satisfies readonly (typeof incomingDetailTypes)[number][];
export type RoutedDetailType = (typeof routedDetailTypes)[number];

export const emittedDetailTypes = [
  'ReminderSent',
  'ReminderDropped',
  'RentalNotStarted',
  'RentalOverdue',
  'DepositCharged',
  'DepositDeclined',
  'DepositEscalated',
  'DepositRefunded',
  'DepositKept',
  'BookingClosed',
  'UndeliverableSignal',
] as const;
export type EmittedDetailType = (typeof emittedDetailTypes)[number];
