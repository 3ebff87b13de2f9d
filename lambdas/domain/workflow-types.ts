import { createHash } from 'node:crypto';

export const workflowTypes = ['booking', 'deposit'] as const;
export type WorkflowType = (typeof workflowTypes)[number];

/** One workflow, whichever of its runs. */
export interface WorkflowKey {
  readonly type: WorkflowType;
  readonly id: string;
}

/** One run of a workflow: the whole input of its state machine. */
export interface WorkflowRun extends WorkflowKey {
  /** From 1. */
  readonly run: number;
}

/** Ids as events about a workflow carry them: both kinds of workflow belong to a booking, whose id is theirs. */
export function idsOf({ id }: WorkflowKey): { readonly bookingId: string } {
  return { bookingId: id };
}

/** Longest name of an execution that Step Functions takes. Unit: characters. */
const executionNameLimit = 80;

/** Name of a run's execution. The entity is legible in it; an id that makes it too long is hashed. */
export function executionName({ type, id, run }: WorkflowRun): string {
  const name = `${type}-${id}-r${run}`;
  if (name.length <= executionNameLimit) return name;
  return `${type}-${createHash('sha256').update(id).digest('hex').slice(0, 40)}-r${run}`;
}
