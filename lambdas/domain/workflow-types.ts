import { createHash } from 'node:crypto';

export const workflowTypes = ['booking', 'deposit', 'trip-leg', 'rental-watch', 'subscription'] as const;
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

/** Ids as events carry them: a deposit and a rental watch have the id of their booking. */
export type Ids =
  | { readonly bookingId: string }
  | { readonly bookingId: string; readonly legId: string }
  | { readonly subscriptionId: string };

/** @param bookingId the booking of a leg, which the leg's own key does not name */
export function idsOf({ type, id }: WorkflowKey, bookingId: string): Ids {
  switch (type) {
    case 'subscription':
      return { subscriptionId: id };
    case 'trip-leg':
      return { bookingId, legId: id };
    default:
      return { bookingId: id };
  }
}

/** Longest name of an execution that Step Functions takes. Unit: characters. */
const executionNameLimit = 80;

/** Name of a run's execution. The entity is legible in it; an id that makes it too long is hashed. */
export function executionName({ type, id, run }: WorkflowRun): string {
  const name = `${type}-${id}-r${run}`;
  if (name.length <= executionNameLimit) return name;
  return `${type}-${createHash('sha256').update(id).digest('hex').slice(0, 40)}-r${run}`;
}
