import type { Result } from '../run/result.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Summary extends Counts {
  readonly groups: Readonly<Record<string, Counts>>;
  readonly failures: readonly Exclude<Result, { outcome: 'passed' }>[];
}

export function summarise(results: readonly Result[]): Summary {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const groups: Record<string, Counts> = {};
  for (const { group, outcome } of results) {
    groups[group] ??= { passed: 0, failed: 0, skipped: 0 };
    groups[group][outcome] += 1;
    total[outcome] += 1;
  }
  return { ...total, groups, failures: results.filter((result) => result.outcome !== 'passed') };
}
