import type { Configuration } from '../configuration.ts';

/**
 * Functions that only Express machines invoke. They run every few minutes for everything that is watched, mostly alone in their
 * second, which is what X-Ray samples in full: their traces would cost more than half of all else of a booking.
 */
const UNTRACED: ReadonlySet<string> = new Set(['read-travel-time', 'assess-leg', 'check-vehicle']);

/** @param handlerName for example `charge-deposit` */
export function isTraced(handlerName: string, { tracing }: Pick<Configuration, 'tracing'>): boolean {
  return tracing && !UNTRACED.has(handlerName);
}
