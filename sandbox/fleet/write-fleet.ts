import type { FleetPart } from './divide-fleet.ts';
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

/** How long a fleet is played. */
export function windowOf(days: number): Window {
  return { startMs, endMs: startMs + days * dayMs };
}

/**
 * Generates a part of a fleet, by default from its first booking on: the same options give the same steps. A booking is the
 * same whatever is generated with it.
 */
export function writeFleet({ first = 0, bookings, days, seed }: FleetOptions & Partial<FleetPart>): Fleet {
  const window = windowOf(days);
  const steps = Array.from({ length: bookings }, (_, offset) => {
    const index = first + offset;
    return writeBooking(index, window, createDraws(seed * 1_000_003 + index));
  }).flat();
  return { ...window, steps: steps.sort((one, other) => one.atMs - other.atMs) };
}
