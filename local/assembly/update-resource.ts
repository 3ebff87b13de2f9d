import { explaining } from './explaining.ts';
import { findAsset, type LoadedStack } from './load-assembly.ts';
import { type ResolutionScope, resolveValue } from './resolve-template.ts';
import type { DeployedResource, ResourceProvider, ResourceRequest } from './resource-provider.ts';
import type { ResourceState, StackState } from './stack-state.ts';

interface UpdateOptions {
  readonly stack: LoadedStack;
  readonly state: StackState;
  readonly scope: ResolutionScope;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  readonly onChange: () => void;
  readonly isAtOnce: boolean;
}

/** An update of a stack on its way. */
export interface StackUpdate extends UpdateOptions {
  /** Logical ids in the order in which their changes began. */
  readonly begun: string[];
  /** Resources that others of the same logical id but another type have taken the place of. */
  readonly replaced: ResourceState[];
  /** The changes that take their time. */
  readonly gradual: Promise<void>[];
  /** Cuts them short. */
  readonly abort: AbortController;
}

export function beginUpdate(options: UpdateOptions): StackUpdate {
  return { ...options, begun: [], replaced: [], gradual: [], abort: new AbortController() };
}

/** Creates or changes one resource, or begins a change of it that takes its time. */
export async function updateResource(update: StackUpdate, logicalId: string): Promise<void> {
  const { stack, state, scope, providers, onChange } = update;
  const resource = stack.template.Resources![logicalId]!;
  const provider = providers.get(resource.Type)!;
  const previous = state.resources.get(logicalId);
  const explain = <T>(act: () => T | Promise<T>): Promise<T> =>
    explaining(`${stack.stackName}/${logicalId} (${resource.Type})`, act);

  await explain(async () => {
    const request: ResourceRequest = {
      stackName: stack.stackName,
      logicalId,
      properties: resolveValue(resource.Properties ?? {}, scope) as Record<string, unknown>,
      assemblyDirectory: stack.directory,
      assetPath: (objectKey) => findAsset(stack.assets, objectKey),
    };
    const isRetained = resource.DeletionPolicy !== undefined && resource.DeletionPolicy !== 'Delete';
    const settle = (deployed: DeployedResource): void => {
      state.resources.set(logicalId, { type: resource.Type, request, deployed, isRetained });
      onChange();
    };
    if (previous !== undefined && previous.type === resource.Type) {
      if (JSON.stringify(previous.request.properties) === JSON.stringify(request.properties)) {
        settle(previous.deployed);
        return;
      }
      update.begun.push(logicalId);
      if (provider.updateGradually !== undefined) {
        const change = provider.updateGradually(request, previous.deployed, {
          previous: previous.request,
          isAtOnce: update.isAtOnce,
          signal: update.abort.signal,
        });
        const settled = explain(() => change).then(() => settle(previous.deployed));
        // It is awaited when everything else is done; until then a rejection is not one that nobody handles.
        settled.catch(() => {});
        update.gradual.push(settled);
        return;
      }
      if (provider.update === undefined) throw new Error('a change of this type of resource is not supported');
      settle(await provider.update(request, previous.deployed));
      return;
    }
    update.begun.push(logicalId);
    const deployed = await provider.create(request);
    if (previous !== undefined) update.replaced.push(previous);
    settle(deployed);
  });
}
