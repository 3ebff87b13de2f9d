/** What an operator is about to do to a workflow, written on its instance first: for readers, and for whoever repeats it. */
import { isCurrent, updateInstance } from './instance-writes.ts';
import type { Instance, Operation, WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';

/** Answers the instance, or nothing where this is not its run (any more). */
export async function noteOperation(
  protocol: Protocol,
  workflow: WorkflowRun,
  operation: Operation,
): Promise<Instance | undefined> {
  const outcome = await updateInstance(protocol, workflow, {
    condition: isCurrent,
    expression: 'SET #operation = :operation',
    names: ['operation'],
    values: { operation },
  });
  return outcome.kind === 'written' ? outcome.output : undefined;
}
