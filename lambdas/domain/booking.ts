/** What Legwork knows of a booking: the record that every decision is made from. Instants are ISO 8601 in UTC. */
import type { BookingContent } from './event-schemas.ts';

export interface BookingState {
  readonly bookingId: string;
  /** Counts the writes of the record; 0 before the first. A write that read an older one is refused. */
  readonly revision: number;
  /** The booking as last confirmed or changed; after the return, only `legs` and `vehicleId` still follow changes. */
  readonly content: BookingContent;
  /** `version` of the event that `content` is from: what is not greater is stale. */
  readonly contentVersion: number;
  /** Key of the signal that `content` is from: the same signal again is no stale one. */
  readonly contentSignalKey: string;
  readonly rentalStarted: { readonly vehicleId: string; readonly startedAt: string; readonly handledAt: string } | null;
  readonly returned: Return | null;
  readonly cancelled: { readonly handledAt: string } | null;
  /** In the order in which they were handled. */
  readonly assessments: readonly Assessment[];
  /** The reminders' schedules, by name, that exist or should: what `sync-reminders` works off. */
  readonly reminders: Readonly<Record<string, ReminderEntry>>;
  /** Workflows that follow the booking, by `followerKey`: those that were ever to be told of it. */
  readonly followers: Readonly<Record<string, Follower>>;
  /** Of the follower that was last to be told; 0 before the first. */
  readonly followerRevision: number;
  /** Legs that were once in the booking and are not any more: they do not begin again. */
  readonly removedLegIds: readonly string[];
  /** When the last signal that changed anything was handled. */
  readonly updatedAt: string;
}

/** What a follower has to be told: that the booking is not as it was. It reads the record itself. */
export interface Follower {
  readonly type: 'deposit' | 'trip-leg' | 'rental-watch';
  readonly id: string;
  /** Counts up over all followers of the booking. */
  readonly revision: number;
  readonly changedAt: string;
}

interface Return {
  /** Of the event: the only time of its own that enters a rule. */
  readonly returnedAt: string;
  readonly handledAt: string;
}

export interface Assessment {
  readonly signalKey: string;
  readonly amountCents: number;
  readonly handledAt: string;
  readonly afterReturn: boolean;
}

/** One schedule. `to-schedule` and `to-withdraw` are intents, recorded before the Scheduler hears of them. */
export interface ReminderEntry {
  readonly kind: ReminderKind;
  readonly lookAt: string;
  readonly dueAt: string;
  readonly status: 'to-schedule' | 'scheduled' | 'to-withdraw';
}

/** What is scheduled for a booking or a subscription: messages, and the silent check that a rental has started. */
export type ReminderKind =
  | 'pickup-24h'
  | 'pickup-2h'
  | 'return-24h'
  | 'return-2h'
  | `overdue-${number}`
  | 'feedback'
  | 'rental-not-started'
  | 'renewal-3d';

/** Over: it was returned or cancelled, whichever came first. */
export function isOver(booking: Pick<BookingState, 'returned' | 'cancelled'>): boolean {
  return booking.returned !== null || booking.cancelled !== null;
}

export function outcomeOf(booking: Pick<BookingState, 'returned' | 'cancelled'>): 'completed' | 'cancelled' | null {
  if (booking.returned) return 'completed';
  return booking.cancelled ? 'cancelled' : null;
}
