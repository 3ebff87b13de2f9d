/** What the world hears of a message: that it was sent or dropped, and with the first overdue one that the car is overdue. */
import { bookingEvent, emittedEvent } from '../../domain/emitted-events.ts';
import { InvalidInput } from '../../domain/errors.ts';
import { parseInstant } from '../../domain/instants.ts';
import { channelOf } from '../../domain/notifications.ts';
import { type Subject, subjectKey } from '../../domain/subject.ts';
import type { EventBus } from '../../gateways/event-bus.ts';
import type { HandlerContext } from '../../middleware/create-handler.ts';
import { once } from '../../middleware/once.ts';
import type { OnceStore } from '../../middleware/once-store.ts';
import { emit } from './emit.ts';

/** One message, by what it is known by; `dueAt` is not part of it. */
export interface NotificationInput {
  readonly subject: Subject;
  readonly kind: string;
  readonly lookAt: string;
  readonly dueAt: string;
}

/** What became of a message, remembered under its key. */
export type NotificationOutcome =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'dropped'; readonly reason: 'late' | 'not-applicable' };

export interface Announcing {
  readonly onceStore: OnceStore;
  readonly eventBus: EventBus;
}

/** How long after it was due a message counts as late. The scheduler may take a minute, a first attempt or two some more. */
const lateAfterMs = 15 * 60 * 1000;

export function notificationKey({ subject, kind, lookAt }: NotificationInput): string {
  return `${subjectKey(subject)}#reminder#${kind}#${lookAt}`;
}

/** Apart from the sending, so that a bus that refuses an event sends no message twice. */
export async function announceNotification(
  input: NotificationInput,
  result: NotificationOutcome,
  context: HandlerContext,
  { onceStore, eventBus }: Announcing,
): Promise<void> {
  const { subject, kind, lookAt, dueAt } = input;
  const key = notificationKey(input);
  const channel = channelOf(kind);

  await once(onceStore, { key: `${key}#announced` }, context, async () => {
    const nowMs = context.nowMs();
    if (channel === undefined) {
      await emit(eventBus, bookingEvent('RentalNotStarted', key, bookingOf(input), nowMs, {}));
    } else if (result.outcome === 'sent') {
      context.metrics.count('ReminderSent');
      if (nowMs > parseInstant(dueAt) + lateAfterMs) context.metrics.count('ReminderSentLate');
      await emit(eventBus, emittedEvent('ReminderSent', key, nowMs, { ...subject, kind, channel, dueAt }));
    } else {
      const { reason } = result;
      context.metrics.count('ReminderDropped');
      if (reason === 'late') context.metrics.count('ReminderDroppedLate');
      await emit(eventBus, emittedEvent('ReminderDropped', key, nowMs, { ...subject, kind, channel, dueAt, reason }));
    }
    return {};
  });

  if (!kind.startsWith('overdue-') || result.outcome !== 'sent') return;
  const bookingId = bookingOf(input);
  await once(onceStore, { key: `booking#${bookingId}#rental-overdue#${lookAt}` }, context, async (overdue) => {
    await emit(eventBus, bookingEvent('RentalOverdue', overdue.key, bookingId, context.nowMs(), {}));
    return {};
  });
}

/** @throws InvalidInput where a kind that belongs to bookings names no booking */
function bookingOf({ subject, kind }: NotificationInput): string {
  if ('bookingId' in subject) return subject.bookingId;
  throw new InvalidInput('subject', `${kind} is about a booking`);
}
