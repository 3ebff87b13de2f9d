import type { WorkflowRun } from '../../lambdas/domain/workflow-types.ts';
import type { Instance } from '../../lambdas/signals/protocol/items.ts';
import { type ExecutionStatus, hasFailed } from '../workflow/execution-status.ts';

export interface RedriveCandidate extends WorkflowRun {
  readonly status: Instance['status'];
}

export interface PlannedRedrive extends RedriveCandidate {
  readonly execution: ExecutionStatus;
  readonly step: 'redrive' | 'impossible' | 'none';
  /** Why it is impossible, or why there is nothing to do. */
  readonly because: string | null;
}

/** Judges one workflow by how the execution of its current run stands: only that one may go on, an older one is fenced. */
export function planRedrive(candidate: RedriveCandidate, execution: ExecutionStatus): PlannedRedrive {
  const planned = (step: PlannedRedrive['step'], because: string | null): PlannedRedrive => {
    return { ...candidate, execution, step, because };
  };
  const { status, isRedrivable, redriveRefusal } = execution;
  if (candidate.status === 'starting' && status === null) return planned('none', 'its run has not begun yet');
  if (status === null) return planned('impossible', 'Step Functions does not know its execution (any more)');
  if (!hasFailed(execution)) return planned('none', `its execution is ${status}`);
  if (isRedrivable) return planned('redrive', null);
  return planned('impossible', redriveRefusal ?? 'Step Functions does not say why');
}
