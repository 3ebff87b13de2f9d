/** L1: the first call of every run. Nothing else of it may happen before. */
import { isCurrentAndNotClosed, updateInstance } from './instance-writes.ts';
import type { Checkpoint, WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';
import { refuse } from './refused.ts';

export interface Loaded {
  /** What the run has to acknowledge with its first checkpoint: the instance's `consumed`. */
  readonly carry: readonly string[];
  readonly checkpoint: Checkpoint | null;
}

export async function loadRun(protocol: Protocol, workflow: WorkflowRun, definitionVersion: string): Promise<Loaded> {
  const outcome = await updateInstance(protocol, workflow, {
    condition: isCurrentAndNotClosed,
    expression: 'SET #status = :open, #definitionVersion = :definitionVersion REMOVE #stopFrom, #startAfter',
    names: ['definitionVersion', 'stopFrom', 'startAfter'],
    values: { starting: 'starting', open: 'open', definitionVersion },
  });
  if (outcome.kind === 'refused') return refuse(protocol, workflow, outcome.item);
  const { consumed = [], checkpoint = null } = outcome.output;
  return { carry: consumed, checkpoint };
}
