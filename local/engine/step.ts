import type { Payload } from './payload.ts';
import type { Failure } from './types.ts';

/** What came of working on a state: it waits for something, is left, or failed. */
export type Step =
  | { readonly kind: 'blocked' }
  /** `next` is `null` where the thread ends. */
  | { readonly kind: 'exited'; readonly output: Payload; readonly next: string | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What came of working on a thread. */
export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const blocked: Step = { kind: 'blocked' };
export const running: Outcome = { kind: 'running' };
export const succeeded: Outcome = { kind: 'succeeded' };

export function failed(failure: Failure): Step {
  return { kind: 'failed', failure };
}
