/**
 * F1: an operator takes a workflow away from a run that does not answer, or has failed, and hands it to a new one, which
 * begins with the checkpoint. What the old run did since that checkpoint happens again: signals that are not acknowledged
 * come again, a milestone fires again.
 *
 * FR1  The instance names the new run before the old one is stopped: from then on every write of the old run is refused (X).
 * FR2  The new run is not started before `startAfter`: an activity that claimed its effect just before F1 has ended by then.
 * FR3  However many restarts follow one another unfinished, all runs from the first of them on are stopped before the last starts.
 * FR4  Repeating it for the same run changes nothing further: it goes on with what is left to do.
 */
import { isCurrentAndNotClosed, updateInstance } from './instance-writes.ts';
import type { Instance, WorkflowKey, WorkflowRun } from './items.ts';
import { longestActivitySeconds } from './limits.ts';
import { instant, type Protocol } from './protocol.ts';
import { startExpectedBy, startRun } from './start.ts';
import { readInstance } from './table.ts';

export type ForcedRestart =
  /** `run` begins at `startAfter`, an instant, when somebody does S2 (`startAnnounced`); without one it has been started. */
  | { readonly kind: 'fenced' | 'resumed'; readonly run: number; readonly startAfter?: string }
  /** The workflow has closed, or another run has begun meanwhile: nothing was done. */
  | { readonly kind: 'closed' | 'overtaken'; readonly run: number }
  | { readonly kind: 'missing' };

/**
 * F1, and S2 as far as it goes now.
 * @param workflow with the run that does not answer: no other one is replaced
 * @param reason recorded on the instance; no personal data
 */
export async function forceRestart(protocol: Protocol, workflow: WorkflowRun, reason: string): Promise<ForcedRestart> {
  const outcome = await fence(protocol, workflow, reason);
  if (outcome.kind === 'written') return startLater(protocol, workflow, outcome.output, 'fenced');
  const { item } = outcome;
  if (!item) return { kind: 'missing' };
  if (item.status === 'closed') return { kind: 'closed', run: item.run };
  if (item.run === workflow.run + 1 && item.status === 'starting')
    return startLater(protocol, workflow, item, 'resumed');
  return { kind: 'overtaken', run: item.run };
}

/** R2 without a signal: starts the run that the instance announces, if nobody has and it is time. Answers the instance. */
export async function startAnnounced(protocol: Protocol, workflow: WorkflowKey): Promise<Instance | undefined> {
  const instance = await readInstance(protocol, workflow);
  if (instance?.status === 'starting') await startRun(protocol, workflow, instance);
  return instance;
}

/** F1. */
function fence(protocol: Protocol, workflow: WorkflowRun, reason: string) {
  const nowMs = protocol.nowMs();
  const startAfterMs = nowMs + longestActivitySeconds * 1000;
  return updateInstance(protocol, workflow, {
    condition: isCurrentAndNotClosed,
    expression:
      'SET #run = :nextRun, #status = :starting, #stopFrom = if_not_exists(#stopFrom, :run), #startAfter = :startAfter, #expectedBy = :expectedBy, #operation = :operation REMOVE #wait, #no',
    names: ['stopFrom', 'startAfter', 'expectedBy', 'operation', 'wait', 'no'],
    values: {
      open: 'open',
      starting: 'starting',
      nextRun: workflow.run + 1,
      startAfter: instant(startAfterMs),
      expectedBy: startExpectedBy(startAfterMs),
      operation: { what: 'restart', reason, at: instant(nowMs) },
    },
  });
}

async function startLater(
  protocol: Protocol,
  workflow: WorkflowKey,
  instance: Instance,
  kind: 'fenced' | 'resumed',
): Promise<ForcedRestart> {
  await startRun(protocol, workflow, instance);
  const { run, startAfter } = instance;
  return { kind, run, ...(startAfter !== undefined && { startAfter }) };
}
