/** What Legwork knows of a subscription: the record that every decision is made from. Instants are ISO 8601 in UTC. */
import type { ReminderEntry } from './booking.ts';
import type { SubscriptionContent } from './event-schemas.ts';

export interface SubscriptionState {
  readonly subscriptionId: string;
  /** Counts the writes of the record; 0 before the first. */
  readonly revision: number;
  /** The subscription as last activated or changed; `startsAt` and `zone` stay those of the activation. */
  readonly content: SubscriptionContent;
  /** `version` of the event that `content` is from: what is not greater is stale. */
  readonly contentVersion: number;
  /** Key of the signal that `content` is from: the same signal again is no stale one. */
  readonly contentSignalKey: string;
  /** The same two of the last pause or resumption; 0 before the first. */
  readonly pauseVersion: number;
  readonly pauseSignalKey: string | null;
  readonly paused: { readonly handledAt: string } | null;
  /** Payments have failed too often: nothing is charged until it is resumed. */
  readonly suspended: { readonly cycle: number; readonly suspendedAt: string } | null;
  readonly cancelled: Cancellation | null;
  /** The cycle that is running; null before the first one begins. */
  readonly cycle: CycleState | null;
  /** It has ended; the workflow has only to close. */
  readonly endedAt: string | null;
  /** The schedules of its reminders, by name, that exist or should: what `sync-reminders` works off. */
  readonly reminders: Readonly<Record<string, ReminderEntry>>;
}

interface Cancellation {
  readonly handledAt: string;
  /** The subscription ends when the next cycle would begin; otherwise at once. */
  readonly atPeriodEnd: boolean;
}

export interface CycleState {
  /** From 0. */
  readonly number: number;
  /** Its price was charged, or was 0. */
  readonly renewed: boolean;
  /** Number of the last series of attempts of this cycle; 0 before the first. */
  readonly lastSeries: number;
  /** The series that is running. */
  readonly series: Series | null;
  /** The call that was decided last and is not done with. */
  readonly call: PaymentCall | null;
  /** Attempts of this cycle whose calls got no answer: one of them may have gone through all the same. */
  readonly unanswered: readonly AttemptName[];
}

/** An attempt and those after it that its failure brings about. */
interface Series {
  /** When its first attempt was due: what the others are counted from. */
  readonly firstDueAt: string;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly reason: 'declined' | 'outage';
  /** The instant of the call that was declined, or that was the last to fail. */
  readonly failedAt: string;
}

/** An attempt within its cycle. */
export interface AttemptName {
  /** From 1. */
  readonly series: number;
  /** From 1. */
  readonly attempt: number;
  /** When its first call was due. */
  readonly dueAt: string;
}

/**
 * `decided`: it may be made at any moment, or may have been made. `unanswered`: the provider was out, it is to be made
 * again. `answered`: it is to be told of.
 */
export interface PaymentCall extends AttemptName {
  /** Calls of the attempt that got no answer. */
  readonly retries: number;
  readonly status: 'decided' | 'unanswered' | 'answered';
  /** Present where it is answered. */
  readonly answer: PaymentOutcome | null;
}

export interface PaymentOutcome {
  readonly outcome: 'renewed' | 'failed';
  readonly at: string;
}

/** Business name of an attempt, without the subscription: `2#charge#1.4`. */
export function attemptKey(cycle: number, { series, attempt }: Pick<AttemptName, 'series' | 'attempt'>): string {
  return `${cycle}#charge#${series}.${attempt}`;
}

export function newCycle(number: number): CycleState {
  return { number, renewed: false, lastSeries: 0, series: null, call: null, unanswered: [] };
}

/** Whether it is to end: at once, or when its period ends. */
export function isEnding(state: Pick<SubscriptionState, 'cancelled' | 'endedAt'>): boolean {
  return state.cancelled !== null || state.endedAt !== null;
}

/** Whether cycles are charged as they begin. */
export function isCharged(state: Pick<SubscriptionState, 'paused' | 'suspended'>): boolean {
  return state.paused === null && state.suspended === null;
}

/** The cycle as it is when its series has ended: a call that may be under way is still looked after. */
export function withoutSeries(cycle: CycleState): CycleState {
  if (cycle.series === null) return cycle;
  const { call } = cycle;
  if (call?.status !== 'unanswered') return { ...cycle, series: null };
  return { ...cycle, series: null, call: null, unanswered: [...cycle.unanswered, nameOf(call)] };
}

export function nameOf({ series, attempt, dueAt }: AttemptName): AttemptName {
  return { series, attempt, dueAt };
}

export type SubscriptionPhase = 'scheduled' | 'active' | 'failing' | 'paused' | 'suspended' | 'ending' | 'closing';

/** Where a subscription stands, in one word. */
export function subscriptionPhase(state: SubscriptionState): SubscriptionPhase {
  if (state.endedAt !== null) return 'closing';
  if (state.cancelled) return 'ending';
  if (state.paused) return 'paused';
  if (state.suspended) return 'suspended';
  if (state.cycle === null) return 'scheduled';
  return (state.cycle.series?.failures.length ?? 0) > 0 ? 'failing' : 'active';
}
