import { createDraws } from './draws.ts';
import { type FleetStep, type Window, writeBooking } from './write-booking.ts';

export interface FleetOptions {
  readonly bookings: number;
  /** How long all of it takes, at least 4. */
  readonly days: number;
  readonly seed: number;
}

export interface Fleet extends Window {
  /** In the order of their instants. */
  readonly steps: readonly FleetStep[];
}

/** Fleets begin here, in the weeks in which clocks are changed on both sides of the Atlantic. */
const startMs = Date.parse('2026-03-01T00:00:00Z');
const dayMs = 86_400_000;

/** Generates a fleet: the same options give the same steps. A booking is the same whatever comes after it. */
export function writeFleet({ bookings, days, seed }: FleetOptions): Fleet {
  const window = { startMs, endMs: startMs + days * dayMs };
  const steps = Array.from({ length: bookings }, (_, index) =>
    writeBooking(index, window, createDraws(seed * 1_000_003 + index)),
  ).flat();
  return { ...window, steps: steps.sort((one, other) => one.atMs - other.atMs) };
}
