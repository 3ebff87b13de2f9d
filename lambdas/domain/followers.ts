/**
 * Workflows that follow a booking: its deposit, its legs, the watch over its rental. They are told that something changed
 * and read the booking's record themselves.
 *
 * F1  A follower is in the record before anybody is told of it, so that whoever was told once is told of the end too.
 * F2  Nothing begins for a booking that is over before it began: as long as further signals wait, no follower is added.
 * F3  Who was told under a revision is not told under it again: the revision names the signal.
 */
import { type BookingState, type Follower, isOver } from './booking.ts';

type FollowerKey = 'deposit' | 'rental-watch' | `trip-leg#${string}`;

/**
 * The record after a change, with new revisions for the followers whom the change concerns.
 * @param at when the signal was handled
 */
export function reviseFollowers(before: BookingState, after: BookingState, at: string): BookingState {
  return withRevisions(
    after,
    (Object.keys(after.followers) as FollowerKey[]).filter((key) => view(before, key) !== view(after, key)),
    at,
  );
}

/** The record with the followers that are to begin now; the same record if there are none. */
export function beginFollowers(booking: BookingState, at: string): BookingState {
  return withRevisions(
    booking,
    wanted(booking).filter((key) => booking.followers[key] === undefined),
    at,
  );
}

function withRevisions(booking: BookingState, keys: readonly FollowerKey[], at: string): BookingState {
  if (keys.length === 0) return booking;
  const followers: Record<string, Follower> = { ...booking.followers };
  let { followerRevision } = booking;
  for (const key of keys) {
    followerRevision += 1;
    followers[key] = { ...workflowOf(booking, key), revision: followerRevision, changedAt: at };
  }
  return { ...booking, followers, followerRevision };
}

/** Followers that have not been told yet, in the order in which they became due. */
export function followersToTell({ followers }: BookingState, toldRevision: number): readonly Follower[] {
  return Object.values(followers)
    .filter(({ revision }) => revision > toldRevision)
    .sort((a, b) => a.revision - b.revision);
}

const legPrefix = 'trip-leg#';
const legKey = (legId: string): FollowerKey => `${legPrefix}${legId}`;
const legIdOf = (key: FollowerKey): string => key.slice(legPrefix.length);

/** Who follows a booking that is as it is now. */
function wanted(booking: BookingState): readonly FollowerKey[] {
  const { content, rentalStarted, cancelled } = booking;
  const keys: FollowerKey[] = cancelled ? [] : content.legs.map(({ id }) => legKey(id));
  if (isOver(booking)) return keys;
  if (content.deposit.amountCents > 0) keys.unshift('deposit');
  if (rentalStarted) keys.push('rental-watch');
  return keys;
}

function workflowOf({ bookingId }: BookingState, key: FollowerKey): Pick<Follower, 'type' | 'id'> {
  return key === 'deposit' || key === 'rental-watch'
    ? { type: key, id: bookingId }
    : { type: 'trip-leg', id: legIdOf(key) };
}

/** What of a booking concerns a follower, as text that is equal where it is. */
function view(booking: BookingState, key: FollowerKey): string {
  const { content, cancelled, returned, assessments, rentalStarted, removedLegIds } = booking;
  if (key === 'deposit') {
    const { customerId, start, deposit, paymentMethodId } = content;
    return JSON.stringify({ customerId, start, deposit, paymentMethodId, cancelled, returned, assessments });
  }
  if (key === 'rental-watch') return JSON.stringify({ rentalStarted, cancelled, returned });
  const legId = legIdOf(key);
  const leg = content.legs.find(({ id }) => id === legId);
  // Place, kind and vehicle are read at each assessment, which a change of them does not bring about.
  const { windowStart, windowEnd } = leg ?? {};
  return JSON.stringify({ windowStart, windowEnd, isRemoved: removedLegIds.includes(legId), cancelled });
}
