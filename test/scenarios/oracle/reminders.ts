import type { Facts } from './facts.ts';
import type { Surroundings } from './surroundings.ts';
import { day, hour, minute } from './timeline.ts';
import { outOfQuietHours } from './wall-clock.ts';

interface Reminder {
  readonly kind: string;
  /** The instant that it looks at: with the kind, what makes it the same reminder. */
  readonly anchorMs: number;
  readonly dueMs: number;
  readonly channel: 'email' | 'sms';
  readonly usefulForMs: number;
}

/** The reminders of one booking, `RentalNotStarted` among them: it is planned and withdrawn like one. */
export function createReminders(subject: { readonly booking: string }, surroundings: Surroundings) {
  let facts: Facts;
  let plan = new Map<string, Reminder>();
  const fired = new Set<string>();
  const overdueEnds = new Set<number>();

  const applies = (kind: string): boolean => {
    if (kind === 'feedback') return facts.returnedAtMs !== null;
    const isStarted = facts.started !== null;
    return kind.startsWith('pickup') ? !isStarted : isStarted && facts.returnedAtMs === null;
  };

  return {
    /** Makes the plan anew: what is known to be sent stays so, what would be due by now is left out. */
    plan(after: Facts, nowMs: number): void {
      facts = after;
      const before = plan;
      plan = new Map();
      for (const reminder of remindersOf(facts)) {
        const key = `${reminder.kind} ${reminder.anchorMs}`;
        const isKept = before.get(key)?.dueMs === reminder.dueMs;
        if (!fired.has(key) && (isKept || reminder.dueMs > nowMs)) plan.set(key, reminder);
      }
    },
    dueMs: (): number | null => {
      const dues = [...plan.values()].map(({ dueMs }) => dueMs);
      return dues.length === 0 ? null : Math.min(...dues);
    },
    act(nowMs: number): void {
      const [key, reminder] = [...plan].find(([, { dueMs }]) => dueMs <= nowMs)!;
      plan.delete(key);
      fired.add(key);
      const { kind, anchorMs, dueMs, channel, usefulForMs } = reminder;
      if (kind === 'not-started') {
        surroundings.emit(nowMs, 'RentalNotStarted', { bookingId: subject.booking });
        return;
      }
      surroundings.send({
        subject,
        kind,
        channel,
        dueMs,
        usefulForMs,
        applies: () => applies(kind),
        onSent(sentMs) {
          if (!kind.startsWith('overdue') || overdueEnds.has(anchorMs)) return;
          overdueEnds.add(anchorMs);
          surroundings.emit(sentMs, 'RentalOverdue', { bookingId: subject.booking });
        },
      });
    },
  };
}

function remindersOf({ content, started, returnedAtMs, outcome }: Facts): Reminder[] {
  if (outcome === 'cancelled') return [];
  const { zone } = content;
  const ahead = (atMs: number): number => outOfQuietHours(zone, atMs, 'ahead');
  const on = (atMs: number): number => outOfQuietHours(zone, atMs, 'on');
  const email = (kind: string, anchorMs: number, dueMs: number, usefulForMs: number): Reminder => ({
    kind,
    anchorMs,
    dueMs,
    channel: 'email',
    usefulForMs,
  });
  const sms = (kind: string, anchorMs: number, dueMs: number, usefulForMs: number): Reminder => ({
    ...email(kind, anchorMs, dueMs, usefulForMs),
    channel: 'sms',
  });
  const start = Date.parse(content.start);
  const end = Date.parse(content.end);
  const overdue = end + 30 * minute;
  return [
    ...(started === null
      ? [
          email('pickup-24h', start, ahead(start - 24 * hour), 12 * hour),
          sms('pickup-2h', start, start - 2 * hour, hour),
          sms('not-started', start, start + 2 * hour, Number.POSITIVE_INFINITY),
        ]
      : []),
    ...(returnedAtMs === null
      ? [
          email('return-24h', end, ahead(end - 24 * hour), 12 * hour),
          sms('return-2h', end, end - 2 * hour, hour),
          sms('overdue-1', end, overdue, 12 * hour),
          ...[2, 3, 4, 5, 6, 7].map((n) => sms(`overdue-${n}`, end, on(overdue + (n - 1) * day), 12 * hour)),
        ]
      : [email('feedback', returnedAtMs, on(returnedAtMs + 24 * hour), 72 * hour)]),
  ];
}
