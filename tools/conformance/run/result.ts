import type { Difference } from '../compare/same.ts';

/** What became of a case. A skipped one was not run to its end, so it did not pass either. */
export type Result = { readonly id: string; readonly group: string } & (
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | {
      readonly outcome: 'failed';
      /** Why it could not be run to its end; absent where the answers differ. */
      readonly reason?: string;
      readonly differences: readonly Difference[];
      readonly notes: readonly string[];
    }
);

export type Verdict =
  | { readonly outcome: 'passed' }
  | Omit<Extract<Result, { outcome: 'skipped' }>, 'id' | 'group'>
  | Omit<Extract<Result, { outcome: 'failed' }>, 'id' | 'group'>;

export function verdictOf(differences: readonly Difference[], notes: readonly string[] = []): Verdict {
  return differences.length === 0 ? { outcome: 'passed' } : { outcome: 'failed', differences, notes };
}
