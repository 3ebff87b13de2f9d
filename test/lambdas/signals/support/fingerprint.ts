import type { Invocation } from './fleet.ts';
import type { MemoryTables } from './memory-table.ts';
import type { Execution } from './scenario.ts';

interface Moment {
  readonly tables: MemoryTables;
  /** An eventually consistent read, if somebody makes one, may still see what was before. */
  readonly seesPrevious: boolean;
  readonly invocations: ReadonlyArray<Pick<Invocation, 'label' | 'process'> & { readonly isHeard: boolean }>;
  readonly executions: Iterable<Execution>;
  /** Keys in the order in which they were stored, where it matters. */
  readonly order: readonly string[];
  readonly sets: ReadonlyArray<ReadonlySet<string>>;
  readonly rest: readonly unknown[];
}

/** Text that is the same for two moments only if the same can happen after both. */
export function fingerprintOf({ tables, seesPrevious, invocations, executions, order, sets, rest }: Moment): string {
  const inOrder = <Value>(entries: Iterable<readonly [string, Value]>) =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const atWork = invocations
    .map(({ label, isHeard, process: { ending, told, note } }) =>
      [label, isHeard, ending !== undefined, told, note].join('|'),
    )
    .sort();
  return JSON.stringify([
    [inOrder(tables.items), seesPrevious ? inOrder(tables.previous) : []],
    [atWork, [...executions].sort((a, b) => a.run - b.run)],
    [order, sets.map((set) => [...set].sort()), rest],
  ]);
}
