/**
 * G1: an overdue workflow is taken away from a run that is gone, or that waits where nobody can reach it, and given to a new
 * one, which begins with the checkpoint. Signals that are not acknowledged come again.
 *
 * It differs from a restart that an operator forces in what it may assume: nothing of the run is in flight any more (its
 * execution ended, or came to its wait, long enough ago), so the new run begins at once; and nobody decided it, so a run that
 * has shown any sign of life since it was read keeps the workflow.
 */
import { isCurrentAndNotClosed, updateInstance } from './instance-writes.ts';
import type { Instance, WorkflowRun } from './items.ts';
import { instant, type Protocol } from './protocol.ts';
import { startExpectedBy, startRun } from './start.ts';

/** Every wait, start and hand-over of a run writes another one. */
const isAsItWasSeen = '#expectedBy = :seen';

/**
 * @param seen the instance as it was read before its execution was looked at
 * @param reason recorded on the instance; no personal data
 * @returns the number of the new run, which has been started; undefined: the workflow has moved on meanwhile
 */
export async function replaceGoneRun(
  protocol: Protocol,
  workflow: WorkflowRun,
  seen: Pick<Instance, 'expectedBy'>,
  reason: string,
): Promise<number | undefined> {
  const nowMs = protocol.nowMs();
  const outcome = await updateInstance(protocol, workflow, {
    condition: `${isCurrentAndNotClosed} AND ${isAsItWasSeen}`,
    expression:
      'SET #run = :nextRun, #status = :starting, #stopFrom = if_not_exists(#stopFrom, :run), #expectedBy = :expectedBy, #operation = :operation REMOVE #wait, #no, #startAfter',
    names: ['stopFrom', 'startAfter', 'expectedBy', 'operation', 'wait', 'no'],
    values: {
      open: 'open',
      starting: 'starting',
      seen: seen.expectedBy,
      nextRun: workflow.run + 1,
      expectedBy: startExpectedBy(nowMs),
      operation: { what: 'repair', reason, at: instant(nowMs) },
    },
  });
  if (outcome.kind === 'refused') return undefined;
  await startRun(protocol, workflow, outcome.output);
  return workflow.run + 1;
}
