import { deleteResources } from './delete-resources.ts';
import { explaining } from './explaining.ts';
import type { ResourceState } from './stack-state.ts';
import type { StackUpdate } from './update-resource.ts';

/**
 * Takes back what an update did to the resources of a stack: D4. A resource that was replaced comes back as it was; its
 * successor goes like anything else that the update made.
 *
 * @throws AggregateError of `reason` and of what the rollback failed with; what was taken back until then stays so
 */
export async function rollBack(
  update: StackUpdate,
  before: ReadonlyMap<string, ResourceState>,
  reason: unknown,
): Promise<void> {
  const { stack, state, providers, onChange } = update;
  const made: ResourceState[] = [];
  try {
    for (const logicalId of [...update.begun].reverse()) {
      const previous = before.get(logicalId);
      const current = state.resources.get(logicalId);
      if (current !== undefined && !isSameThing(previous, current)) made.push(current);
      if (previous === undefined) state.resources.delete(logicalId);
      else state.resources.set(logicalId, await restore(update, logicalId, previous, current));
      onChange();
    }
    await deleteResources(state, made, providers);
  } catch (error) {
    const message = `${stack.stackName} could not be taken back to what it was: ${(error as Error).message}`;
    throw new AggregateError([reason, error], `${(reason as Error).message}; ${message}`);
  }
}

async function restore(
  { stack, providers }: StackUpdate,
  logicalId: string,
  previous: ResourceState,
  current: ResourceState | undefined,
): Promise<ResourceState> {
  const provider = providers.get(previous.type);
  if (current === undefined || !isSameThing(previous, current)) return previous;
  return explaining(`${stack.stackName}/${logicalId} (${previous.type})`, async () => {
    if (provider?.updateGradually !== undefined) {
      await provider.updateGradually(previous.request, current.deployed, {
        previous: current.request,
        isAtOnce: true,
        signal: new AbortController().signal,
      });
      return previous;
    }
    // A type that cannot be changed was not: the refusal is what the update failed with.
    if (provider?.update === undefined) return previous;
    return { ...previous, deployed: await provider.update(previous.request, current.deployed) };
  });
}

function isSameThing(previous: ResourceState | undefined, current: ResourceState): boolean {
  return previous?.type === current.type && previous.deployed.ref === current.deployed.ref;
}
