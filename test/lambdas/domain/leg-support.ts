import { applyLegSignal } from '../../../lambdas/domain/apply-leg-signal.ts';
import type { BookingState } from '../../../lambdas/domain/booking.ts';
import type { BookingContent } from '../../../lambdas/domain/event-schemas.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { type LegState, newLeg } from '../../../lambdas/domain/trip-leg.ts';
import { cancelled, changed, confirmed, live, ms } from './support.ts';

type Leg = BookingContent['legs'][number];

/** Window from 09:00 to 10:00 on 2 July: it acts from 1 July 09:00 and is abandoned at 16:00. */
export const legContent: Leg = {
  id: 'L-1',
  kind: 'delivery',
  windowStart: '2026-07-02T09:00:00Z',
  windowEnd: '2026-07-02T10:00:00Z',
  location: { lat: 51.5, lng: -0.1 },
};

/** The booking with its one leg as it is; `null`: without it. */
export function bookingWith(leg: Partial<Leg> | null = {}): BookingState {
  const legs = leg === null ? [] : [{ ...legContent, ...leg }];
  return live(confirmed({ legs: [legContent] }), changed({ legs }, '2026-03-02T00:00:00Z'));
}
export const cancelledBooking = (): BookingState =>
  live(confirmed({ legs: [legContent] }), cancelled('2026-03-02T00:00:00Z'));

/** Something that happens to a leg. */
export interface Occasion {
  readonly at: string;
  readonly more?: boolean;
  readonly type?: string;
  readonly driverId?: string;
  readonly version?: number;
  /** The booking as it is then; default for a signal of the booking: the usual one. */
  readonly booking?: BookingState;
}

export const started = (at: string, booking = bookingWith(), more = false): Occasion => ({
  at,
  type: 'legwork.booking-updated',
  booking,
  more,
});

/** The time itself: the wait reached its milestone, or a new run looks around. */
export const time = (at: string, booking = bookingWith()): Occasion => ({ at, booking });
export const assigned = (at: string, driverId = 'D-1', version = 1, more = false): Occasion => ({
  at,
  type: 'DriverAssigned',
  driverId,
  version,
  more,
});
export const unassigned = (at: string, driverId = 'D-1', version = 2): Occasion => ({
  at,
  type: 'DriverUnassigned',
  driverId,
  version,
});
export const event = (type: string, at: string, more = false): Occasion => ({ at, type, more });

/** The record after these occasions, and what the last one did. */
export function course(...occasions: readonly Occasion[]) {
  let leg: LegState = newLeg('L-1', 'B-1', occasions[0]?.at ?? '');
  let effect = '';
  for (const [index, one] of occasions.entries()) {
    ({ state: leg, effect } = apply(leg, one, `signal#${index}`));
  }
  return { leg, effect };
}

export function apply(
  leg: LegState,
  { at, more = false, type, driverId, version = 0, booking }: Occasion,
  key: string,
) {
  const payload = { bookingId: 'B-1', legId: 'L-1', ...(driverId !== undefined && { driverId }) };
  const signal = type === undefined ? null : { key, type, version, payload };
  return applyLegSignal(leg, { signal, booking: booking ?? null, more, atMs: ms(at) }, defaultPolicy);
}

/** The record without the Scheduler's part, as it is once that is in step. */
export function synced(leg: LegState): LegState {
  return { ...leg, schedules: { ...leg.schedules, isSynced: true } };
}
