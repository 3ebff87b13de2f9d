/**
 * Brings the schedules of a booking's reminders in line with its record. The record was written before and says what is to
 * be done, so that a crash in between leaves no schedule that nobody knows; everything here may be repeated.
 */
import * as z from 'zod';
import type { BookingState, ReminderEntry } from '../domain/booking.ts';
import { parseInstant, secondMs } from '../domain/instants.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { ReminderSchedules } from '../gateways/reminder-schedules.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectReminderSchedules } from './connections/connect-reminder-schedules.ts';
import { instantSchema, workflowSchema } from './support/input-schemas.ts';

const schema = z.object({ workflow: workflowSchema, at: instantSchema });

interface Dependencies {
  readonly bookings: Pick<BookingRecords, 'read' | 'write'>;
  readonly schedules: ReminderSchedules;
}

/** What is due sooner than this, or was due while nothing ran, is scheduled this far ahead: the Scheduler takes no past. */
const leadMs = 10 * secondMs;

export const createSyncReminders = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'sync-reminders', schema, connect, platform, run });

async function run(
  { workflow }: z.infer<typeof schema>,
  { nowMs }: HandlerContext,
  { bookings, schedules }: Dependencies,
) {
  const counts = { created: 0, updated: 0, deleted: 0 };
  const booking = await bookings.read(workflow.id);
  if (!booking) return counts;

  const synced: Record<string, ReminderEntry> = {};
  for (const [name, entry] of inOrder(booking.reminders)) {
    const { kind, lookAt, dueAt, status } = entry;
    if (status === 'to-withdraw') {
      await schedules.remove(name);
      counts.deleted += 1;
      continue;
    }
    if (status === 'to-schedule') {
      const fireAtMs = Math.max(parseInstant(dueAt), nowMs() + leadMs);
      counts[await schedules.put({ name, bookingId: booking.bookingId, kind, lookAt, dueAt, fireAtMs })] += 1;
    }
    synced[name] = { ...entry, status: 'scheduled' };
  }
  await bookings.write({ ...booking, reminders: synced });
  return counts;
}

/** By due time and name: the same record makes the same calls in the same order. */
function inOrder(reminders: BookingState['reminders']): readonly (readonly [string, ReminderEntry])[] {
  return Object.entries(reminders).sort(([nameA, a], [nameB, b]) => {
    const [left, right] = [`${a.dueAt} ${nameA}`, `${b.dueAt} ${nameB}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

export const handler = createSyncReminders(() => ({
  bookings: connectRecords(process.env).bookings,
  schedules: connectReminderSchedules(process.env),
}));
