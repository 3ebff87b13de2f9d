/**
 * Brings the schedules of the reminders of a booking or a subscription in line with its record. The record was written
 * before and says what is to be done, so that a crash in between leaves no schedule that nobody knows; everything here may
 * be repeated.
 */
import * as z from 'zod';
import type { BookingState, ReminderEntry } from '../domain/booking.ts';
import { parseInstant, secondMs } from '../domain/instants.ts';
import type { Subject } from '../domain/subject.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { ReminderSchedules } from '../gateways/reminder-schedules.ts';
import type { SubscriptionRecords } from '../gateways/subscription-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectReminderSchedules } from './connections/connect-reminder-schedules.ts';
import { instantSchema, subscriptionWorkflowSchema, workflowSchema } from './support/input-schemas.ts';

const schema = z.object({ workflow: z.union([workflowSchema, subscriptionWorkflowSchema]), at: instantSchema });

interface Dependencies {
  readonly bookings: Pick<BookingRecords, 'read' | 'write'>;
  readonly subscriptions: Pick<SubscriptionRecords, 'read' | 'write'>;
  readonly schedules: ReminderSchedules;
}

type Reminders = BookingState['reminders'];

interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What is due sooner than this, or was due while nothing ran, is scheduled this far ahead: the Scheduler takes no past. */
const leadMs = 10 * secondMs;

export const createSyncReminders = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'sync-reminders', schema, connect, platform, run });

async function run(
  { workflow }: z.infer<typeof schema>,
  { nowMs }: HandlerContext,
  { bookings, subscriptions, schedules }: Dependencies,
): Promise<Counts> {
  const { type, id } = workflow;
  if (type === 'subscription') {
    const subscription = await subscriptions.read(id);
    if (!subscription) return nothing;
    const { synced, counts } = await sync({ subscriptionId: id }, subscription.reminders, schedules, nowMs);
    await subscriptions.write({ ...subscription, reminders: synced });
    return counts;
  }
  const booking = await bookings.read(id);
  if (!booking) return nothing;
  const { synced, counts } = await sync({ bookingId: id }, booking.reminders, schedules, nowMs);
  await bookings.write({ ...booking, reminders: synced });
  return counts;
}

const nothing: Counts = { created: 0, updated: 0, deleted: 0 };

/** Does what the record of reminders asks for, and answers the record of what there is then. */
async function sync(
  subject: Subject,
  reminders: Reminders,
  schedules: ReminderSchedules,
  nowMs: () => number,
): Promise<{ readonly synced: Reminders; readonly counts: Counts }> {
  const counts = { created: 0, updated: 0, deleted: 0 };
  const synced: Record<string, ReminderEntry> = {};
  for (const [name, entry] of inOrder(reminders)) {
    const { kind, lookAt, dueAt, status } = entry;
    if (status === 'to-withdraw') {
      await schedules.remove(name);
      counts.deleted += 1;
      continue;
    }
    if (status === 'to-schedule') {
      const fireAtMs = Math.max(parseInstant(dueAt), nowMs() + leadMs);
      counts[await schedules.put({ name, subject, kind, lookAt, dueAt, fireAtMs })] += 1;
    }
    synced[name] = { ...entry, status: 'scheduled' };
  }
  return { synced, counts };
}

/** By due time and name: the same record makes the same calls in the same order. */
function inOrder(reminders: Reminders): readonly (readonly [string, ReminderEntry])[] {
  return Object.entries(reminders).sort(([nameA, a], [nameB, b]) => {
    const [left, right] = [`${a.dueAt} ${nameA}`, `${b.dueAt} ${nameB}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

export const handler = createSyncReminders(() => ({
  ...connectRecords(process.env),
  schedules: connectReminderSchedules(process.env),
}));
