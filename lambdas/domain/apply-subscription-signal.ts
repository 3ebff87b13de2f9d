/**
 * What a signal does to the record of its subscription. Pure; the record alone says afterwards what is due.
 *
 * A1  Applying a signal a second time changes nothing.
 * A2  The content and the pause each follow the greatest version; a cancellation is told apart by its identity alone.
 * A3  A subscription ends once: after a cancellation at once, nothing changes it any more.
 */
import { InvalidInput } from './errors.ts';
import { type SubscriptionDetailType, subscriptionDetailTypes } from './event-names.ts';
import { type PayloadOf, payloadSchemas, type SubscriptionContent } from './event-schemas.ts';
import { formatInstant } from './instants.ts';
import { withRenewalReminder } from './plan-renewal-reminder.ts';
import type { Policy } from './policy.ts';
import { newCycle, type SubscriptionState, withoutSeries } from './subscription.ts';
import { runningCycle } from './subscription-cycles.ts';

/** A signal of the booking service, as it was stored. */
export interface SubscriptionSignal {
  /** The signal's key: what tells it from every other one. */
  readonly key: string;
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
}

export interface AppliedToSubscription {
  /** Undefined: there is no subscription yet. */
  readonly state: SubscriptionState | undefined;
  readonly effect: 'changed' | 'unchanged' | 'stale';
}

/**
 * @param handledAtMs when the workflow handles the signal
 * @throws InvalidInput if the payload is not what its type says
 */
export function applySubscriptionSignal(
  state: SubscriptionState | undefined,
  signal: SubscriptionSignal,
  handledAtMs: number,
  policy: Policy,
): AppliedToSubscription {
  const applied = change(state, signal, handledAtMs);
  if (applied.effect !== 'changed' || applied.state === undefined) return applied;
  return { ...applied, state: withRenewalReminder(applied.state, handledAtMs, policy) };
}

function change(
  state: SubscriptionState | undefined,
  signal: SubscriptionSignal,
  handledAtMs: number,
): AppliedToSubscription {
  // Our own signals change nothing by themselves: they only make the workflow look at the record again.
  if (!isOfBookingService(signal.type)) return unchanged(state);
  if (signal.type === 'SubscriptionActivated' || signal.type === 'SubscriptionChanged') {
    const { subscription } = read(signal.type, signal);
    return state ? changeContent(state, signal, subscription) : begin(signal, subscription, handledAtMs);
  }
  // The workflow takes its start event before any other: what comes here first belongs to no subscription.
  if (!state) throw new InvalidInput('signal.type', `${signal.type} before the subscription was activated`);
  const handledAt = formatInstant(handledAtMs);
  switch (signal.type) {
    case 'SubscriptionPaused':
    case 'SubscriptionResumed':
      return changePause(state, signal, handledAt);
    case 'SubscriptionCancelled': {
      const { atPeriodEnd } = read(signal.type, signal);
      return cancel(state, atPeriodEnd, handledAt);
    }
  }
}

function begin(signal: SubscriptionSignal, content: SubscriptionContent, handledAtMs: number): AppliedToSubscription {
  const running = runningCycle(content, handledAtMs);
  return changedTo({
    subscriptionId: content.id,
    revision: 0,
    content,
    contentVersion: signal.version,
    contentSignalKey: signal.key,
    pauseVersion: 0,
    pauseSignalKey: null,
    paused: null,
    suspended: null,
    cancelled: null,
    // What is running now is charged; what began before it never is.
    cycle: running === null ? null : newCycle(running),
    endedAt: null,
    reminders: {},
  });
}

function changeContent(
  state: SubscriptionState,
  signal: SubscriptionSignal,
  content: SubscriptionContent,
): AppliedToSubscription {
  if (signal.key === state.contentSignalKey) return unchanged(state);
  if (signal.version <= state.contentVersion) return { state, effect: 'stale' };
  if (isOver(state)) return unchanged(state);
  const { startsAt, zone } = state.content;
  return changedTo({
    ...state,
    content: { ...content, startsAt, zone },
    contentVersion: signal.version,
    contentSignalKey: signal.key,
  });
}

/** A resumption that ends nothing is remembered all the same: a pause that it has overtaken comes too late. */
function changePause(state: SubscriptionState, signal: SubscriptionSignal, handledAt: string): AppliedToSubscription {
  if (signal.key === state.pauseSignalKey) return unchanged(state);
  if (signal.version <= state.pauseVersion) return { state, effect: 'stale' };
  if (isOver(state)) return unchanged(state);
  const applied = { ...state, pauseVersion: signal.version, pauseSignalKey: signal.key };
  if (signal.type === 'SubscriptionResumed') return changedTo({ ...applied, paused: null, suspended: null });
  return changedTo({
    ...applied,
    paused: state.paused ?? { handledAt },
    cycle: state.cycle && withoutSeries(state.cycle),
  });
}

/** At once may come after at period end, and never the other way round. */
function cancel(state: SubscriptionState, atPeriodEnd: boolean, handledAt: string): AppliedToSubscription {
  if (isOver(state)) return unchanged(state);
  const hasBegun = state.cycle !== null;
  if (atPeriodEnd && hasBegun) {
    return state.cancelled ? unchanged(state) : changedTo({ ...state, cancelled: { handledAt, atPeriodEnd } });
  }
  return changedTo({
    ...state,
    cancelled: { handledAt, atPeriodEnd: false },
    cycle: state.cycle && withoutSeries(state.cycle),
  });
}

/** It has ended, or is to end at once. */
function isOver({ cancelled, endedAt }: SubscriptionState): boolean {
  return endedAt !== null || cancelled?.atPeriodEnd === false;
}

const changedTo = (state: SubscriptionState): AppliedToSubscription => ({ state, effect: 'changed' });
const unchanged = (state: SubscriptionState | undefined): AppliedToSubscription => ({ state, effect: 'unchanged' });

function isOfBookingService(type: string): type is SubscriptionDetailType {
  return (subscriptionDetailTypes as readonly string[]).includes(type);
}

function read<Type extends SubscriptionDetailType>(type: Type, { payload }: SubscriptionSignal): PayloadOf<Type> {
  const parsed = payloadSchemas[type].safeParse(payload);
  if (!parsed.success) throw new InvalidInput('signal.payload', `is not that of ${type}`, { cause: parsed.error });
  return parsed.data as PayloadOf<Type>;
}
