import { createWorld, type World } from '../../../sandbox/providers/world.ts';
import { createTimeline, hour, retryMs, type Timeline } from './timeline.ts';

type Subject = { readonly booking: string } | { readonly subscription: string };

/** What must come out of a tape. A field that is left out may be anything. */
export interface Outcome {
  readonly notifications: Array<{ readonly at: string } & Record<string, unknown>>;
  readonly payments: Array<{ readonly at: string } & Record<string, unknown>>;
  readonly emitted: Array<{ readonly at: string; readonly detailType: string; readonly detail: object }>;
}

export interface OpenQuestion {
  readonly of: string;
  readonly question: string;
}

/** What the rules act on: the providers as the tape sets them, time, and what came out so far. */
export interface Surroundings {
  readonly world: World;
  readonly timeline: Timeline;
  readonly outcome: Outcome;
  /** Situations that the policy leaves open: what follows from them is one reading of several. */
  readonly open: OpenQuestion[];
  emit(nowMs: number, detailType: string, detail: object): void;
  /** Calls the payment provider; null: it did not answer. A refund is never declined. */
  pay(nowMs: number, subject: Subject, payment: Payment): 'succeeded' | 'declined' | null;
  /** Sends a message at an instant, as soon as its providers answer, as long as it is useful and applies. */
  send(message: Message): void;
}

interface Payment {
  readonly kind: 'charge' | 'refund';
  readonly amountCents: number;
  readonly method: string;
}

interface Message {
  readonly subject: Subject;
  readonly kind: string;
  readonly channel: 'email' | 'sms';
  readonly dueMs: number;
  readonly usefulForMs: number;
  /** "Only if", asked at every attempt. */
  readonly applies?: () => boolean;
  readonly onSent?: (nowMs: number) => void;
}

export function createSurroundings(startMs: number): Surroundings {
  const world = createWorld();
  const timeline = createTimeline(startMs);
  const outcome: Outcome = { notifications: [], payments: [], emitted: [] };
  const open: OpenQuestion[] = [];

  const emit: Surroundings['emit'] = (nowMs, detailType, detail) =>
    void outcome.emitted.push({ at: text(nowMs), detailType, detail });

  function send(message: Message): void {
    const { subject, kind, channel, dueMs, usefulForMs, applies = () => true, onSent } = message;
    const drop = (nowMs: number, reason: { reason?: string }): void => {
      timeline.remove(sending);
      emit(nowMs, 'ReminderDropped', { ...idOf(subject), kind, channel, dueAt: text(dueMs), ...reason });
    };
    let nextMs = dueMs;
    let failures = 0;
    const sending = {
      dueMs: () => nextMs,
      act(nowMs: number): void {
        const isLate = nowMs > dueMs + usefulForMs;
        // Where both hold, the policy does not say which is named.
        if (isLate || !applies()) {
          drop(nowMs, isLate && !applies() ? {} : { reason: isLate ? 'late' : 'not-applicable' });
        } else if (world.outages.bookings || world.outages.notifications) {
          failures += 1;
          const retry = retryMs(dueMs, nowMs, failures);
          if (retry === null) drop(nowMs, { reason: 'late' });
          else nextMs = retry;
        } else {
          timeline.remove(sending);
          outcome.notifications.push({ at: text(nowMs), ...subject, kind, channel });
          onSent?.(nowMs);
        }
      },
    };
    timeline.add('booking' in subject ? subject.booking : subject.subscription, sending);
  }

  return {
    world,
    timeline,
    outcome,
    open,
    emit,
    send,
    pay(nowMs, subject, { kind, amountCents, method }) {
      if (world.outages.payments) return null;
      const status = kind === 'charge' && world.cards[method] === 'declines' ? 'declined' : 'succeeded';
      outcome.payments.push({ at: text(nowMs), ...subject, kind, status, amountCents });
      return status;
    },
  };
}

/** E-mails that go out at once are useful for a day. */
export const atOnceUsefulForMs = 24 * hour;

const text = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z');

const idOf = (subject: Subject): object =>
  'booking' in subject ? { bookingId: subject.booking } : { subscriptionId: subject.subscription };
