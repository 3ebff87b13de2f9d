/** `Source` of the events that Legwork takes and of those that it emits, and their `DetailType`s: docs/events.md. */
export const bookingServiceSource = 'booking-service';
export const legworkSource = 'legwork';

/** What the booking service tells of a booking, of the legs of bookings, and of subscriptions. */
export const bookingDetailTypes = [
  'BookingConfirmed',
  'BookingChanged',
  'BookingCancelled',
  'RentalStarted',
  'RentalReturned',
  'ChargesAssessed',
] as const;
export type BookingDetailType = (typeof bookingDetailTypes)[number];

export const tripLegDetailTypes = [
  'DriverAssigned',
  'DriverUnassigned',
  'TripLegStarted',
  'TripLegCompleted',
  'TripLegCancelled',
] as const;
export type TripLegDetailType = (typeof tripLegDetailTypes)[number];

export const subscriptionDetailTypes = [
  'SubscriptionActivated',
  'SubscriptionChanged',
  'SubscriptionPaused',
  'SubscriptionResumed',
  'SubscriptionCancelled',
] as const;
export type SubscriptionDetailType = (typeof subscriptionDetailTypes)[number];

/** Every event of the booking service, and what the rule on the bus lets through to the router. */
export const incomingDetailTypes = [...bookingDetailTypes, ...tripLegDetailTypes, ...subscriptionDetailTypes] as const;
export type IncomingDetailType = (typeof incomingDetailTypes)[number];

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
  'TripLegRiskChanged',
  'TripLegClosed',
  'VehicleAlert',
  'VehicleAlertCleared',
  'SubscriptionRenewed',
  'SubscriptionPaymentFailed',
  'SubscriptionSuspended',
  'SubscriptionClosed',
  'BookingClosed',
  'UndeliverableSignal',
] as const;
export type EmittedDetailType = (typeof emittedDetailTypes)[number];
