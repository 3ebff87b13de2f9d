/** X: the instance has left this run behind. Whoever finds a run that nobody started starts it; then this run ends. */
import { Fenced } from '../../domain/errors.ts';
import type { Instance, WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';
import { startRun } from './start.ts';

export async function refuse(
  protocol: Protocol,
  workflow: WorkflowRun,
  instance: Instance | undefined,
): Promise<never> {
  if (instance?.status === 'starting') await startRun(protocol, workflow, instance);
  const now = instance ? `run ${instance.run} is ${instance.status}` : 'there is no instance';
  throw new Fenced(`run ${workflow.run} of ${workflow.type} ${workflow.id} may not go on: ${now}`);
}
