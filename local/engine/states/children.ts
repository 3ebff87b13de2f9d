import { haltBranch } from '../halt.ts';
import type { State, StateTable } from '../machine.ts';
import type { Run } from '../run.ts';
import { findState, type MapItem, openThread, type Thread, visibleVariables } from '../thread.ts';
import type { Branch } from '../types.ts';

/** What Parallel and Map share: their branches are threads of their own, one path element deeper. */

const abortable: ReadonlySet<State['type']> = new Set(['Task', 'Wait', 'Parallel', 'Map']);

export function openChild(parent: Thread, index: number, table: StateTable, branch: Branch, item?: MapItem): Thread {
  return openThread([...parent.path, index], table, visibleVariables(parent), item ?? parent.item, branch);
}

export function isThrough(branch: Branch): boolean {
  return branch.output !== undefined;
}

/** JSON text of the array of the branches' outputs. */
export function joinOutputs(branches: readonly Branch[]): string {
  return `[${branches.map(({ output }) => output).join(',')}]`;
}

/**
 * Stops the branches beside the failed one. `recordAbort` writes what the history says of one that was still at work.
 */
export function haltSiblings(
  run: Run,
  branches: readonly Branch[],
  failedIndex: number | undefined,
  recordAbort: (branch: Branch, index: number) => void,
): readonly Branch[] {
  return branches.map((branch, index) => {
    if (index === failedIndex || isThrough(branch)) return branch;
    recordAbort(branch, index);
    return haltBranch(run, branch);
  });
}

/** Writes `TaskStateAborted` and the like, for the kinds of states that have such an event. */
export function recordStateAborted(run: Run, table: StateTable, branch: Branch): void {
  if (branch.frame === undefined) return;
  const { type } = findState(table, branch.frame.stateName);
  if (abortable.has(type)) run.record(`${type}StateAborted`, branch.lastEventId);
}
