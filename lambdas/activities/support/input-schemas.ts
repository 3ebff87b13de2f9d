/** What the state machines send to activities. */
import * as z from 'zod';

export const bookingIdSchema = z.string().regex(/^[A-Za-z0-9-]{1,40}$/);

/** The run that calls: of a booking, of its deposit or of the watch over its rental; each has the booking's id. */
export const workflowSchema = z.object({
  type: z.enum(['booking', 'deposit', 'rental-watch']),
  id: bookingIdSchema,
  run: z.int().min(1),
});

const subscriptionId = bookingIdSchema;

/** The run of a subscription that calls. */
export const subscriptionWorkflowSchema = z.object({
  type: z.literal('subscription'),
  id: subscriptionId,
  run: z.int().min(1),
});

/** One attempt to charge a subscription. */
export const callNameSchema = z.object({
  /** From 0. */
  cycle: z.int().min(0),
  /** Both from 1. */
  series: z.int().min(1),
  attempt: z.int().min(1),
});

export const instantSchema = z.iso.datetime();

/** One message, or the silent check that a rental has started. */
export const notificationShape = {
  subject: z.union([z.strictObject({ bookingId: bookingIdSchema }), z.strictObject({ subscriptionId })]),
  kind: z.string().regex(/^[a-z0-9-]{1,20}$/),
  lookAt: instantSchema,
  dueAt: instantSchema,
};
