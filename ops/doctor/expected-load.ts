/** What so many bookings a day ask of an account, for quotas to be held against: docs/scaling.md has the same figures. */

/** What one booking with two legs and a rental of some days asks for in its whole life. */
const ofOneBooking = {
  /** The booking, its deposit, its watch, two legs and the messages, each an execution of Standard machines. */
  executions: 12,
  transitions: 140,
  schedules: 20,
  scheduleInvocations: 360,
  events: 25,
} as const;
/** From its confirmation to its end, in days. */
const openDays = 14;
/** Executions of a booking that are open at the same time. */
const openExecutions = 5;
/** The busiest second against the average one: mornings, and legs that begin at the full hour. */
const peak = 20;

export interface ExpectedLoad {
  readonly openExecutions: number;
  readonly schedules: number;
  /** A second, at the busiest time. */
  readonly executionStartsPerSecond: number;
  readonly transitionsPerSecond: number;
  readonly scheduleCreationsPerSecond: number;
  readonly scheduleInvocationsPerSecond: number;
  readonly eventsPerSecond: number;
}

/** @param bookingsPerDay confirmed in a day, at least 1 */
export function expectLoad(bookingsPerDay: number): ExpectedLoad {
  const perSecond = (ofLife: number) => Math.ceil((bookingsPerDay * ofLife * peak) / 86_400);
  return {
    openExecutions: bookingsPerDay * openDays * openExecutions,
    schedules: bookingsPerDay * openDays * ofOneBooking.schedules,
    executionStartsPerSecond: perSecond(ofOneBooking.executions),
    transitionsPerSecond: perSecond(ofOneBooking.transitions),
    scheduleCreationsPerSecond: perSecond(ofOneBooking.schedules),
    scheduleInvocationsPerSecond: perSecond(ofOneBooking.scheduleInvocations),
    eventsPerSecond: perSecond(ofOneBooking.events),
  };
}
