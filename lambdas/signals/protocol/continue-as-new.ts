/** N1: the workflow goes on in a new run, which begins with this checkpoint; this run ends. */
import { isCurrentAndOpen, updateInstance } from './instance-writes.ts';
import type { Checkpoint, WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';
import { refuse } from './refused.ts';
import { startExpectedBy, startRun } from './start.ts';

export interface Continuation {
  readonly workflow: WorkflowRun;
  readonly checkpoint: Checkpoint;
  readonly carry: readonly string[];
}

/** Answers the number of the new run, which has been started. */
export async function continueAsNew(
  protocol: Protocol,
  { workflow, checkpoint, carry }: Continuation,
): Promise<number> {
  const nextRun = workflow.run + 1;
  const outcome = await updateInstance(protocol, workflow, {
    condition: isCurrentAndOpen,
    expression:
      'SET #run = :nextRun, #status = :starting, #checkpoint = :checkpoint, #consumed = :carry, #expectedBy = :expectedBy, #phase = :phase REMOVE #wait, #no',
    names: ['checkpoint', 'consumed', 'expectedBy', 'phase', 'wait', 'no'],
    values: {
      open: 'open',
      nextRun,
      starting: 'starting',
      checkpoint,
      carry,
      expectedBy: startExpectedBy(protocol.nowMs()),
      phase: checkpoint.phase,
    },
  });
  // Refused also where an earlier attempt of ours died between the two calls: X starts the new run then.
  if (outcome.kind === 'refused') return refuse(protocol, workflow, outcome.item);
  await startRun(protocol, workflow, outcome.output);
  return nextRun;
}
