/**
 * The runtime's clock. Nothing in `local/` reads the machine's clock or sets its timers except the implementations of
 * this interface, so that time can be real, accelerated, or skipped from one due timer to the next.
 *
 * C1  `nowMs` never goes back.
 * C2  Timers fire in the order of their due time, those of one instant in the order in which they were set, and each
 *     sees `nowMs()` at or after its due time (with the skip clock: exactly at it).
 * C3  The skip clock moves only while nothing is at work (`Work.isIdle`) and somebody runs it.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /**
   * Fires `due` once `dueMs` has come (soon, where it has passed already). It must not throw. A property: as a method, a clock
   * that takes functions only would have the right type.
   */
  readonly setTimer: (dueMs: number, due: Due) => Timer;
}

/** What a timer does. An object, where thousands wait: it is smaller than a function that remembers as much. */
export type Due = (() => void) | { fire(): void };

export function fire(due: Due): void {
  if (typeof due === 'function') due();
  else due.fire();
}

export interface Timer {
  readonly dueMs: number;
  cancel(): void;
}

export type ClockMode =
  | { readonly kind: 'real' }
  /** Runs `factor` times as fast as real time while nothing is at work, from `startMs` (default: now). */
  | { readonly kind: 'accelerated'; readonly factor: number; readonly startMs?: number }
  /** Stands still while anything is at work, then jumps to the next timer. */
  | { readonly kind: 'skip'; readonly startMs: number };
