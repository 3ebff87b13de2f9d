/**
 * The plan of a booking's reminders, a pure function of its record.
 *
 * R1  A reminder is known by its booking, its kind and the instant that it looks at; `dueAt` is the instant after moving.
 * R2  What is not due in the future when it is planned is left out; what is planned already stays, however late it is.
 * R3  The start withdraws what looks at `start`, the return what looks at `end`, the cancellation everything.
 */
import type { BookingState, ReminderEntry, ReminderKind } from './booking.ts';
import { formatInstant, hourMs, minuteMs, parseInstant } from './instants.ts';
import { moveAfterQuietHours, moveBeforeQuietHours } from './local-time.ts';
import type { Policy } from './policy.ts';
import { reminderScheduleName } from './reminder-names.ts';

export type Channel = 'email' | 'sms';

export interface PlannedReminder {
  readonly kind: ReminderKind;
  /** Null: nothing is sent, only an event is emitted. */
  readonly channel: Channel | null;
  readonly lookAt: string;
  readonly dueAt: string;
}

type ListedReminder = { readonly [Field in 'kind' | 'lookAt' | 'dueAt']: string };
type PlannedBooking = Pick<BookingState, 'content' | 'rentalStarted' | 'returned' | 'cancelled'>;
type Mover = (atMs: number, zone: string, policy: Policy) => number;
const stay: Mover = (atMs) => atMs;

type Reminders = BookingState['reminders'];

/**
 * What is to be scheduled for the booking: what is still ahead, and what was planned before.
 * @param plannedAtMs when the event that fixes the plan was handled
 */
export function planReminders(booking: BookingState, plannedAtMs: number, policy: Policy): readonly PlannedReminder[] {
  return leaveOutPast(booking.bookingId, booking.reminders, listReminders(booking, policy), plannedAtMs);
}

/** The same of any list. @param id of the booking or subscription that the reminders belong to */
export function leaveOutPast(
  id: string,
  known: Reminders,
  listed: readonly PlannedReminder[],
  plannedAtMs: number,
): readonly PlannedReminder[] {
  return listed.filter(
    (reminder) => parseInstant(reminder.dueAt) > plannedAtMs || knownEntry(id, known, reminder) !== undefined,
  );
}

/** The record of this reminder at this due time, unless it is to be withdrawn. */
function knownEntry(id: string, reminders: Reminders, reminder: PlannedReminder): ReminderEntry | undefined {
  const known = reminders[reminderScheduleName(id, reminder.kind, reminder.lookAt)];
  return known && known.status !== 'to-withdraw' && known.dueAt === reminder.dueAt ? known : undefined;
}

/** Every reminder that belongs to the booking as it is now, past ones included. */
export function listReminders(booking: PlannedBooking, policy: Policy): readonly PlannedReminder[] {
  if (booking.cancelled) return [];
  const { reminders } = policy;
  const { zone, start, end } = booking.content;
  const plan: PlannedReminder[] = [];
  const add = (kind: ReminderKind, channel: Channel | null, lookAt: string, offsetMs: number, move: Mover) =>
    plan.push({ kind, channel, lookAt, dueAt: formatInstant(move(parseInstant(lookAt) + offsetMs, zone, policy)) });

  if (!booking.rentalStarted) {
    add('pickup-24h', 'email', start, -reminders.pickup24h.beforeStartHours * hourMs, moveBeforeQuietHours);
    add('pickup-2h', 'sms', start, -reminders.pickup2h.beforeStartHours * hourMs, stay);
    add('rental-not-started', null, start, reminders.rentalNotStarted.afterStartHours * hourMs, stay);
  }
  if (booking.returned) {
    const { returnedAt } = booking.returned;
    add('feedback', 'email', returnedAt, reminders.feedback.afterReturnHours * hourMs, moveAfterQuietHours);
    return plan;
  }
  add('return-24h', 'email', end, -reminders.return24h.beforeEndHours * hourMs, moveBeforeQuietHours);
  add('return-2h', 'sms', end, -reminders.return2h.beforeEndHours * hourMs, stay);
  for (let n = 1; n <= reminders.overdue.count; n += 1) {
    const offsetMs =
      reminders.overdue.firstAfterEndMinutes * minuteMs + (n - 1) * reminders.overdue.everyHours * hourMs;
    add(`overdue-${n}`, 'sms', end, offsetMs, n === 1 ? stay : moveAfterQuietHours);
  }
  return plan;
}

/** Whether this very reminder still belongs to the booking. */
export function isOfCurrentPlan(booking: PlannedBooking, reminder: ListedReminder, policy: Policy): boolean {
  return isListed(listReminders(booking, policy), reminder);
}

/** Whether this very reminder is listed: its kind, the instant that it looks at, and when it is due. */
export function isListed(listed: readonly PlannedReminder[], reminder: ListedReminder): boolean {
  return listed.some(
    ({ kind, lookAt, dueAt }) => kind === reminder.kind && lookAt === reminder.lookAt && dueAt === reminder.dueAt,
  );
}

/** Brings the booking's record of schedules in line with the plan. */
export function reviseReminders(booking: BookingState, plannedAtMs: number, policy: Policy): Reminders {
  return reconcileReminders(booking.bookingId, booking.reminders, planReminders(booking, plannedAtMs, policy));
}

/**
 * The record of schedules that the plan asks for. It says, entry by entry, what is still to be done; nothing is forgotten
 * before the Scheduler has been told.
 */
export function reconcileReminders(id: string, reminders: Reminders, plan: readonly PlannedReminder[]): Reminders {
  const revised: Record<string, ReminderEntry> = {};
  for (const reminder of plan) {
    const { kind, lookAt, dueAt } = reminder;
    revised[reminderScheduleName(id, kind, lookAt)] = knownEntry(id, reminders, reminder) ?? {
      kind,
      lookAt,
      dueAt,
      status: 'to-schedule',
    };
  }
  for (const [name, known] of Object.entries(reminders)) {
    revised[name] ??= { ...known, status: 'to-withdraw' };
  }
  return revised;
}

/** Whether the Scheduler has to be told anything. */
export function isOutOfSync({ reminders }: Pick<BookingState, 'reminders'>): boolean {
  return Object.values(reminders).some(({ status }) => status !== 'scheduled');
}

/** Whether what the reminder says still holds; judged when it fires and at every retry. */
export function isApplicable(
  booking: Pick<BookingState, 'rentalStarted' | 'returned' | 'cancelled'>,
  kind: string,
): boolean {
  if (kind === 'feedback') return booking.returned !== null;
  if (kind.startsWith('pickup-') || kind === 'rental-not-started') return booking.rentalStarted === null;
  if (kind.startsWith('return-') || kind.startsWith('overdue-')) {
    return booking.rentalStarted !== null && booking.returned === null;
  }
  return true;
}

/** How long after `dueAt` a message is still worth sending. Infinite for what sends none. */
export function usefulForMs(kind: string, { reminders }: Policy): number {
  if (kind.startsWith('overdue-')) return reminders.overdue.usefulForHours * hourMs;
  switch (kind) {
    case 'pickup-24h':
      return reminders.pickup24h.usefulForHours * hourMs;
    case 'pickup-2h':
      return reminders.pickup2h.usefulForHours * hourMs;
    case 'return-24h':
      return reminders.return24h.usefulForHours * hourMs;
    case 'return-2h':
      return reminders.return2h.usefulForHours * hourMs;
    case 'feedback':
      return reminders.feedback.usefulForHours * hourMs;
    case 'deposit-declined':
      return reminders.depositDeclined.usefulForHours * hourMs;
    case 'renewal-3d':
      return reminders.renewal3d.usefulForHours * hourMs;
    case 'payment-failed':
      return reminders.paymentFailed.usefulForHours * hourMs;
    default:
      return Number.POSITIVE_INFINITY;
  }
}
