import { DateTime } from 'luxon';
import type { ObservedEvent } from '../../local/runtime.ts';

/** One line of the live feed: to whom something happened, what, and why. */
export interface FeedLine {
  readonly atMs: number;
  /** The booking or subscription that it happened to. */
  readonly subject: string;
  readonly symbol: string;
  readonly what: string;
  readonly why: string;
  readonly tone: 'incoming' | 'message' | 'money' | 'workflow' | 'trouble';
}

type Detail = Readonly<Record<string, unknown>>;
type Description = Pick<FeedLine, 'symbol' | 'what' | 'why' | 'tone'>;

/** What the booking service told Legwork, in words. */
const incoming: Readonly<Record<string, (detail: Detail) => string>> = {
  BookingConfirmed: (detail) => `booking confirmed, ${span(detail)}`,
  BookingChanged: (detail) => `booking changed, now ${span(detail)}`,
  BookingCancelled: (detail) => `booking cancelled (${detail.reason})`,
  RentalStarted: () => 'customer has the car',
  RentalReturned: () => 'car is back',
  ChargesAssessed: (detail) => `charges of ${cents(detail.amountCents)} assessed (${detail.reason})`,
};

/** What Legwork did, in words, with the rule that made it due. */
const outgoing: Readonly<Record<string, (detail: Detail) => Description>> = {
  ReminderDropped: (detail) => ({
    symbol: '✕',
    what: `${detail.kind} dropped`,
    why: detail.reason === 'late' ? 'it would have come too late to be of use' : 'it does not apply to this rental',
    tone: 'trouble',
  }),
  RentalNotStarted: () => ({
    symbol: '!',
    what: 'rental has not started',
    why: 'two hours after its start',
    tone: 'trouble',
  }),
  RentalOverdue: () => ({ symbol: '!', what: 'rental is overdue', why: 'not returned after its end', tone: 'trouble' }),
  DepositCharged: (detail) => ({
    symbol: '$',
    what: `deposit of ${cents(detail.amountCents)} charged`,
    why: 'due 72 hours before the start',
    tone: 'money',
  }),
  DepositDeclined: (detail) => ({
    symbol: '✕',
    what: `deposit declined, attempt ${detail.attempt}`,
    why: 'the card was refused; tried again in 24 hours',
    tone: 'trouble',
  }),
  DepositEscalated: () => ({ symbol: '!', what: 'deposit escalated', why: 'no attempt is left', tone: 'trouble' }),
  DepositRefunded: (detail) => ({
    symbol: '$',
    what: `deposit refunded: ${cents(detail.amountCents)}`,
    why: detail.keptCents === 0 ? 'nothing was assessed' : `${cents(detail.keptCents)} kept for the charges`,
    tone: 'money',
  }),
  DepositKept: (detail) => ({
    symbol: '$',
    what: `deposit kept: ${cents(detail.keptCents)}`,
    why: 'the charges use it up',
    tone: 'money',
  }),
  SubscriptionRenewed: (detail) => ({
    symbol: '$',
    what: `subscription renewed, cycle ${detail.cycle}`,
    why: 'its cycle has begun',
    tone: 'money',
  }),
  SubscriptionPaymentFailed: (detail) => ({
    symbol: '✕',
    what: `subscription not paid, attempt ${detail.attempt}`,
    why: 'the payment has failed',
    tone: 'trouble',
  }),
  SubscriptionSuspended: () => ({
    symbol: '!',
    what: 'subscription suspended',
    why: 'no attempt is left',
    tone: 'trouble',
  }),
  SubscriptionClosed: (detail) => ({
    symbol: '■',
    what: `subscription closed after cycle ${detail.cycle}`,
    why: 'it was cancelled',
    tone: 'workflow',
  }),
  BookingClosed: (detail) => ({
    symbol: '■',
    what: `booking closed, ${detail.outcome}`,
    why: 'its deposit is settled',
    tone: 'workflow',
  }),
  UndeliverableSignal: (detail) => ({
    symbol: '✕',
    what: `${detail.signal} undeliverable`,
    why: 'its workflow is closed',
    tone: 'trouble',
  }),
};

/** Why a message goes out, by its kind. */
const reasons: ReadonlyArray<readonly [RegExp, string]> = [
  [/^pickup-24h$/, '24 hours before the start'],
  [/^pickup-2h$/, '2 hours before the start'],
  [/^return-24h$/, '24 hours before the end'],
  [/^return-2h$/, '2 hours before the end'],
  [/^overdue-/, 'the car is not back'],
  [/^feedback$/, '24 hours after the return'],
  [/^deposit-declined$/, 'the card was refused'],
  [/^renewal-3d$/, '3 days before the renewal'],
  [/^payment-failed$/, 'the payment has failed'],
];

/** Puts an event of the runtime into words; null for what a reader of the feed does not care about. */
export function describeEvent(event: ObservedEvent): FeedLine | null {
  switch (event.kind) {
    case 'event-published': {
      const detail = (event.detail ?? {}) as Detail;
      const subject = subjectOf(detail);
      if (event.source === 'booking-service') {
        const what = incoming[event.detailType]?.(detail) ?? event.detailType;
        return {
          atMs: event.atMs,
          subject,
          symbol: '→',
          what,
          why: `${event.detailType} from the booking service`,
          tone: 'incoming',
        };
      }
      const description = outgoing[event.detailType]?.(detail);
      return description ? { atMs: event.atMs, subject, ...description } : null;
    }
    case 'email-sent':
      return message(event.atMs, event.tags, `e-mail “${event.subject}”`);
    case 'text-sent':
      return message(event.atMs, event.tags, `text “${event.message}”`);
    case 'execution-started':
    case 'execution-ended':
      return describeExecution(event);
    case 'message-dead-lettered':
      return {
        atMs: event.atMs,
        subject: event.queueName,
        symbol: '!',
        what: 'message in the dead-letter queue',
        why: event.attributes.reason ?? 'it was received too often',
        tone: 'trouble',
      };
    case 'alarm-changed':
      if (![event.state, event.previousState].includes('ALARM')) return null;
      return {
        atMs: event.atMs,
        subject: 'alarm',
        symbol: event.state === 'ALARM' ? '!' : '✓',
        what: event.alarmName,
        why: clip(event.reason),
        tone: event.state === 'ALARM' ? 'trouble' : 'workflow',
      };
    default:
      return null;
  }
}

function describeExecution(
  event: Extract<ObservedEvent, { kind: 'execution-started' | 'execution-ended' }>,
): FeedLine | null {
  const [, type, id, run] = /^(booking|deposit|subscription)-(.+)-r(\d+)$/.exec(event.name) ?? [];
  if (type === undefined || id === undefined) return null;
  const base = { atMs: event.atMs, subject: id, tone: 'workflow' as const };
  if (event.kind === 'execution-started') {
    return { ...base, symbol: '▶', what: `${type} workflow started`, why: `execution ${event.name}, run ${run}` };
  }
  const hasSucceeded = event.status === 'SUCCEEDED';
  return {
    ...base,
    symbol: hasSucceeded ? '■' : '!',
    what: `${type} workflow ${hasSucceeded ? 'ended' : event.status.toLowerCase()}`,
    why: hasSucceeded ? `execution ${event.name}` : clip(`${event.error ?? ''} ${event.cause ?? ''}`.trim()),
    tone: hasSucceeded ? 'workflow' : 'trouble',
  };
}

function message(atMs: number, tags: Readonly<Record<string, string>>, what: string): FeedLine {
  const kind = tags.kind ?? '';
  const reason = reasons.find(([pattern]) => pattern.test(kind))?.[1] ?? kind;
  return {
    atMs,
    subject: tags.booking ?? tags.subscription ?? '',
    symbol: '✉',
    what,
    why: `${kind}: ${reason}`,
    tone: 'message',
  };
}

function subjectOf(detail: Detail): string {
  const whole = (detail.booking ?? detail.subscription) as { id?: unknown } | undefined;
  return String(detail.bookingId ?? detail.subscriptionId ?? whole?.id ?? '');
}

function span(detail: Detail): string {
  const {
    start = '',
    end = '',
    zone = 'utc',
  } = (detail.booking ?? {}) as { start?: string; end?: string; zone?: string };
  const when = (instant: string): string => DateTime.fromISO(instant, { zone }).setLocale('en').toFormat('d LLL HH:mm');
  return `${when(start)} to ${when(end)}`;
}

/** Causes can be pages long; the history has them whole. */
function clip(text: string): string {
  const longest = 160;
  return text.length <= longest ? text : `${text.slice(0, longest)} …`;
}

function cents(amountCents: unknown): string {
  return (Number(amountCents) / 100).toFixed(2);
}
