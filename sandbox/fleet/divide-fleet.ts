/**
 * Which bookings of a fleet are played together, on a runtime of their own.
 *
 * D1  Every booking is in exactly one part, and parts are in the order of bookings.
 * D2  The division depends on the number of bookings alone: neither on the machine nor on how many parts run at a time, so that
 *     the same fleet gives the same report everywhere.
 */

/** So many bookings from number `first` on. */
export interface FleetPart {
  readonly first: number;
  readonly bookings: number;
}

/** Plays nothing: what a runtime uses though nothing happens. */
export const standingPart: FleetPart = { first: 0, bookings: 0 };

/** A part pays for a deployment and for code that is not compiled yet, as much as several bookings cost. */
const undividedBookings = 20;
/**
 * Fewer and larger parts spend less on warming up; more use more processors, and each needs less memory: two such parts at a time
 * less than two gigabytes.
 */
const mostBookings = 250;
/** Parts come in pairs, so that two processors are done at about the same time. */
const partsTogether = 2;

export function divideFleet(bookings: number): FleetPart[] {
  const count =
    bookings <= undividedBookings ? 1 : partsTogether * Math.ceil(bookings / (partsTogether * mostBookings));
  const firstOf = (part: number): number => Math.ceil((part * bookings) / count);
  return Array.from({ length: count }, (_, part) => ({
    first: firstOf(part),
    bookings: firstOf(part + 1) - firstOf(part),
  }));
}
