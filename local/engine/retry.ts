import { matchesFailure } from './failure.ts';
import type { Recoverable, Retrier } from './machine.ts';
import type { Run } from './run.ts';
import { currentFrame, type Thread } from './thread.ts';
import type { Failure } from './types.ts';

/**
 * Sets the timer of the next attempt, if a retrier allows one: the first that names the failure decides, also when it is
 * used up. Each retrier counts for itself; all counts are those of this visit of the state.
 */
export function scheduleRetry(run: Run, thread: Thread, state: Recoverable, failure: Failure): boolean {
  const frame = currentFrame(thread);
  const index = state.retriers.findIndex(({ errorEquals }) => matchesFailure(errorEquals, failure));
  const retrier = state.retriers[index];
  const made = frame.retrierCounts?.[index] ?? 0;
  if (retrier === undefined || made >= retrier.maxAttempts) return false;

  const counts = state.retriers.map((_, position) => frame.retrierCounts?.[position] ?? 0);
  counts[index] = made + 1;
  const timerId = run.setTimer(thread.path, retryDelaySeconds(retrier, made, run.random));
  thread.frame = {
    ...frame,
    retryCount: frame.retryCount + 1,
    retrierCounts: counts,
    activity: { kind: 'retry', timerId },
  };
  return true;
}

/** `made`: retries that this retrier has made before. With jitter, uniform from 0 to what it would be without. */
export function retryDelaySeconds(retrier: Retrier, made: number, random: () => number): number {
  const full = Math.min(retrier.intervalSeconds * retrier.backoffRate ** made, retrier.maxDelaySeconds);
  return retrier.hasJitter ? full * random() : full;
}
