/** Instants: milliseconds since the epoch inside the rules, ISO 8601 text in UTC everywhere else. */
import type { Policy } from './policy.ts';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
/** Elapsed, not on a wall clock. */
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** UTC with `Z`, without a fraction where there is none: `2026-03-10T17:00:00Z`. */
export function formatInstant(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}

/** @throws RangeError if `text` is no instant in ISO 8601 with `Z` */
export function parseInstant(text: string): number {
  const atMs = text.endsWith('Z') ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) throw new RangeError('not an instant in UTC');
  return atMs;
}

/**
 * The instant of a call that is repeated while a provider is out: the first was made when it was due, and every one after
 * it follows its delay. It does not depend on when the code ran, so that delays do not add up.
 * @param dueMs instant of the first call @param retryCount how many calls came before this one
 */
export function callInstantMs(dueMs: number, retryCount: number, { outage }: Policy): number {
  let delaySeconds = outage.firstDelaySeconds;
  let atMs = dueMs;
  for (let retry = 0; retry < retryCount; retry += 1) {
    atMs += Math.min(delaySeconds, outage.longestDelaySeconds) * secondMs;
    delaySeconds *= outage.backoffRate;
  }
  return atMs;
}
