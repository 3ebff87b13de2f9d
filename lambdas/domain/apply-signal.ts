/**
 * What a signal does to the record of its booking. Pure; the record alone says afterwards what has to be done.
 *
 * B1  Applying a signal a second time changes nothing.
 * B2  The content follows the greatest version; everything else is told apart by the event's identity alone.
 * B3  A booking ends once: what comes after the return or the cancellation changes its legs at most.
 */
import type { Assessment, BookingState } from './booking.ts';
import { isOver } from './booking.ts';
import { InvalidInput } from './errors.ts';
import { type BookingDetailType, bookingDetailTypes } from './event-names.ts';
import { type BookingContent, type PayloadOf, payloadSchemas } from './event-schemas.ts';
import { reviseFollowers } from './followers.ts';
import { formatInstant } from './instants.ts';
import { reviseReminders } from './plan-reminders.ts';
import type { Policy } from './policy.ts';
import { eventIdOfKey } from './signals.ts';

/** A signal of the booking service, as it was stored. */
export interface BookingSignal {
  /** The signal's key: what tells it from every other one. */
  readonly key: string;
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
}

export interface Applied {
  /** Undefined: there is no booking yet. */
  readonly state: BookingState | undefined;
  readonly effect: 'changed' | 'unchanged' | 'stale';
}

/**
 * @param handledAtMs when the workflow handles the signal
 * @throws InvalidInput if the payload is not what its type says
 */
export function applyBookingSignal(
  state: BookingState | undefined,
  signal: BookingSignal,
  handledAtMs: number,
  policy: Policy,
): Applied {
  const handledAt = formatInstant(handledAtMs);
  const { changed, effect } = change(state, signal, handledAt);
  if (effect !== 'changed' || changed === undefined) return { state, effect };
  const followed = state ? reviseFollowers(state, changed, handledAt) : changed;
  const reminders = reviseReminders(followed, handledAtMs, policy);
  return { state: { ...followed, reminders, updatedAt: handledAt }, effect };
}

interface Change {
  readonly changed: BookingState | undefined;
  readonly effect: Applied['effect'];
}

function change(state: BookingState | undefined, signal: BookingSignal, handledAt: string): Change {
  // Our own signals change nothing by themselves: they only make the workflow look at the records again.
  if (!isOfBookingService(signal.type)) return unchanged(state);
  if (signal.type === 'BookingConfirmed' || signal.type === 'BookingChanged') {
    const { booking } = read(signal.type, signal);
    return state ? changeContent(state, signal, booking) : begin(signal, booking, handledAt);
  }
  // The workflow takes its start event before any other: what comes here first belongs to no booking.
  if (!state) throw new InvalidInput('signal.type', `${signal.type} before the booking was confirmed`);
  switch (signal.type) {
    case 'BookingCancelled':
      return isOver(state) ? unchanged(state) : changedTo({ ...state, cancelled: { handledAt } });
    case 'RentalStarted': {
      if (isOver(state) || state.rentalStarted) return unchanged(state);
      const { vehicleId, startedAt } = read(signal.type, signal);
      return changedTo({ ...state, rentalStarted: { vehicleId, startedAt, handledAt } });
    }
    case 'RentalReturned': {
      if (isOver(state)) return unchanged(state);
      const { returnedAt } = read(signal.type, signal);
      return changedTo({ ...state, returned: { returnedAt, handledAt } });
    }
    case 'ChargesAssessed': {
      const { amountCents } = read(signal.type, signal);
      return assess(state, { signalKey: signal.key, amountCents, handledAt, afterReturn: state.returned !== null });
    }
  }
}

function begin(signal: BookingSignal, content: BookingContent, handledAt: string): Change {
  return changedTo({
    bookingId: content.id,
    revision: 0,
    content,
    contentVersion: signal.version,
    contentSignalKey: signal.key,
    rentalStarted: null,
    returned: null,
    cancelled: null,
    assessments: [],
    reminders: {},
    followers: {},
    followerRevision: 0,
    removedLegIds: [],
    updatedAt: handledAt,
  });
}

function changeContent(state: BookingState, signal: BookingSignal, content: BookingContent): Change {
  if (signal.key === state.contentSignalKey) return unchanged(state);
  if (signal.version <= state.contentVersion) return { changed: undefined, effect: 'stale' };
  const applied = { ...state, contentVersion: signal.version, contentSignalKey: signal.key };
  // The legs of a cancelled booking have ended with it.
  if (state.cancelled) return changedTo(applied);
  const removed = state.content.legs.filter(({ id }) => !content.legs.some((leg) => leg.id === id)).map(({ id }) => id);
  const changed = { ...applied, removedLegIds: [...new Set([...state.removedLegIds, ...removed])] };
  if (!state.returned) return changedTo({ ...changed, content });
  // A leg reads its own lines and the vehicle of the booking.
  const { legs, vehicleId } = content;
  return changedTo({ ...changed, content: { ...state.content, legs, vehicleId } });
}

/** Of those after the return, the first one settles; later ones come too late. */
function assess(state: BookingState, assessment: Assessment): Change {
  const { assessments } = state;
  const eventId = eventIdOfKey(assessment.signalKey);
  const isKnown = assessments.some(({ signalKey }) => eventIdOfKey(signalKey) === eventId);
  if (state.cancelled || isKnown) return unchanged(state);
  if (assessment.afterReturn && assessments.length > 0) return unchanged(state);
  return changedTo({ ...state, assessments: [...assessments, assessment] });
}

const changedTo = (changed: BookingState): Change => ({ changed, effect: 'changed' });
const unchanged = (state: BookingState | undefined): Change => ({ changed: state, effect: 'unchanged' });

function isOfBookingService(type: string): type is BookingDetailType {
  return (bookingDetailTypes as readonly string[]).includes(type);
}

function read<Type extends BookingDetailType>(type: Type, { payload }: BookingSignal): PayloadOf<Type> {
  const parsed = payloadSchemas[type].safeParse(payload);
  if (!parsed.success) throw new InvalidInput('signal.payload', `is not that of ${type}`, { cause: parsed.error });
  return parsed.data as PayloadOf<Type>;
}
