import type { WorkflowKey, WorkflowType } from '../../lambdas/domain/workflow-types.ts';
import type { OpenWorkflow } from '../support/open-workflows.ts';

/** What is to be done with a workflow that fits. */
type RestartStep =
  /** Send `legwork.restart`, which a run answers by handing over. */
  | 'ask'
  /** Its next run is announced and nobody has started it: an interrupted restart, or a Lambda that died. */
  | 'start'
  /** Its execution has ended and cannot answer. */
  | 'force'
  /** It is on the newest version. */
  | 'none';

export interface PlannedRestart extends WorkflowKey {
  /** The run that is to be replaced, or started. */
  readonly run: number;
  readonly definitionVersion: string | null;
  readonly newestVersion: string;
  readonly openedAt: string;
  readonly step: RestartStep;
  /** An earlier call with the same reason brought it to the newest version. */
  readonly isDoneBefore: boolean;
}

/**
 * Everything that is known of an operation is on the instances, so that the same command once more goes on where another
 * one stopped: what is on the newest version is done, what is `starting` is to be started, the rest is to be asked.
 *
 * @param newest the version that new runs begin with, of each type that occurs
 * @param hasEnded whether the workflow's execution has ended without it; asked only for what would otherwise be left alone
 */
export async function planRestart(
  workflows: readonly OpenWorkflow[],
  newest: ReadonlyMap<WorkflowType, string>,
  reason: string,
  hasEnded: (workflow: OpenWorkflow) => Promise<boolean>,
): Promise<readonly PlannedRestart[]> {
  const planned: PlannedRestart[] = [];
  for (const workflow of workflows) {
    const { type, id, run, definitionVersion, openedAt, operation } = workflow;
    const newestVersion = newest.get(type) ?? '';
    const step = await stepFor(workflow, newestVersion, hasEnded);
    const isDoneBefore = step === 'none' && operation?.what === 'restart' && operation.reason === reason;
    planned.push({ type, id, run, definitionVersion, newestVersion, openedAt, step, isDoneBefore });
  }
  return planned;
}

async function stepFor(
  workflow: OpenWorkflow,
  newestVersion: string,
  hasEnded: (workflow: OpenWorkflow) => Promise<boolean>,
): Promise<RestartStep> {
  if (workflow.status === 'starting') return 'start';
  if (workflow.definitionVersion !== newestVersion) return 'ask';
  return (await hasEnded(workflow)) ? 'force' : 'none';
}
