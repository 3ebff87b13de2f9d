import { explaining } from './explaining.ts';
import type { ResourceProvider } from './resource-provider.ts';
import type { ResourceState, StackState } from './stack-state.ts';

/**
 * Deletes what the stack no longer has, in this order, except what is to be retained. Returns the physical ids of what its
 * provider cannot delete.
 */
export async function deleteResources(
  state: StackState,
  resources: readonly ResourceState[],
  providers: ReadonlyMap<string, ResourceProvider>,
): Promise<string[]> {
  const leftBehind: string[] = [];
  // A new logical id may have taken over the very thing that the old one stood for.
  const taken = new Set([...state.resources.values()].map(({ type, deployed }) => `${type}/${deployed.ref}`));
  for (const { type, request, deployed, isRetained } of resources) {
    if (isRetained || taken.has(`${type}/${deployed.ref}`)) continue;
    const provider = providers.get(type)!;
    if (provider.delete === undefined) leftBehind.push(deployed.ref);
    else {
      await explaining(`${request.stackName}/${request.logicalId} (${type})`, () =>
        provider.delete?.(request, deployed),
      );
    }
  }
  return leftBehind;
}
