import type { LoadedStack } from './load-assembly.ts';
import { type ResolutionScope, resolveValue } from './resolve-template.ts';
import type { DeployedResource, ResourceProvider, ResourceRequest } from './resource-provider.ts';
import { sortByDependencies } from './sort-by-dependencies.ts';
import { activeResources, createStackScope } from './stack-scope.ts';
import { metadataType, type TemplateResource } from './template.ts';
import { referencesOf } from './template-references.ts';

/** A resource as its last deployment left it. */
export interface ResourceState {
  readonly type: string;
  readonly request: ResourceRequest;
  readonly deployed: DeployedResource;
  /** Whether it stays when a later template no longer has it. */
  readonly isRetained: boolean;
}

/** What is known of a stack between deployments. */
export interface StackState {
  /** By logical id, in the order of creation. */
  readonly resources: Map<string, ResourceState>;
  readonly exports: Map<string, string>;
  outputs: Record<string, string>;
}

export interface StackDeployment {
  readonly accountId: string;
  readonly region: string;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  readonly exportedValue: (name: string) => string | undefined;
  /** Told when `state` has followed the resources. */
  readonly onChange: () => void;
}

/**
 * Creates, updates and deletes what `state` lacks of the stack's template. Returns the physical ids of what should have
 * been deleted and could not.
 *
 * D1  A resource comes after all that it refers to or depends on.
 * D2  A resource whose resolved properties did not change is left alone.
 * D3  What the template no longer has is deleted at the end, in reverse order of creation, unless its DeletionPolicy
 *     says to retain it or its provider cannot delete.
 */
export async function deployStack(
  stack: LoadedStack,
  state: StackState,
  deployment: StackDeployment,
): Promise<string[]> {
  const { stackName, template } = stack;
  const scope = createStackScope({
    accountId: deployment.accountId,
    region: deployment.region,
    stackName,
    template,
    resource: (logicalId) => state.resources.get(logicalId)?.deployed,
    exportedValue: deployment.exportedValue,
  });
  const wanted = activeResources(template, scope).filter((id) => template.Resources![id]!.Type !== metadataType);
  const order = sortByDependencies(
    wanted,
    (logicalId) => dependenciesOf(template.Resources![logicalId]!),
    (cycle) => `the resources of ${stackName} depend on one another: ${cycle.join(' → ')}`,
  );
  const replaced: ResourceState[] = [];
  for (const logicalId of order) {
    const previous = state.resources.get(logicalId);
    const resource = template.Resources![logicalId]!;
    const next = await explaining(`${stackName}/${logicalId} (${resource.Type})`, () =>
      deployResource(stack, logicalId, previous, scope, deployment.providers),
    );
    if (previous !== undefined && previous.type !== next.type) replaced.push(previous);
    state.resources.set(logicalId, next);
    deployment.onChange();
  }
  const unwanted = [...replaced, ...removeUnwanted(state, new Set(wanted))];
  const leftBehind = await deleteResources(state, unwanted, deployment.providers);
  resolveOutputs(stack, state, scope);
  return leftBehind;
}

async function deployResource(
  stack: LoadedStack,
  logicalId: string,
  previous: ResourceState | undefined,
  scope: ResolutionScope,
  providers: ReadonlyMap<string, ResourceProvider>,
): Promise<ResourceState> {
  const resource = stack.template.Resources![logicalId]!;
  const provider = providers.get(resource.Type)!;
  const request: ResourceRequest = {
    stackName: stack.stackName,
    logicalId,
    properties: resolveValue(resource.Properties ?? {}, scope) as Record<string, unknown>,
    assemblyDirectory: stack.directory,
    assetPath: stack.assetPath,
  };
  const isRetained = resource.DeletionPolicy !== undefined && resource.DeletionPolicy !== 'Delete';
  const result = (deployed: DeployedResource): ResourceState => ({
    type: resource.Type,
    request,
    deployed,
    isRetained,
  });

  if (previous === undefined || previous.type !== resource.Type) return result(await provider.create(request));
  if (JSON.stringify(previous.request.properties) === JSON.stringify(request.properties)) {
    return result(previous.deployed);
  }
  if (provider.update === undefined) throw new Error('a change of this type of resource is not supported');
  return result(await provider.update(request, previous.deployed));
}

function dependenciesOf(resource: TemplateResource): string[] {
  const { names, attributes } = referencesOf(resource.Properties);
  const explicit = resource.DependsOn === undefined ? [] : [resource.DependsOn].flat();
  return [...explicit, ...names, ...[...attributes].map((attribute) => attribute.slice(0, attribute.indexOf('.')))];
}

function removeUnwanted(state: StackState, wanted: ReadonlySet<string>): ResourceState[] {
  const unwanted = [...state.resources].filter(([logicalId]) => !wanted.has(logicalId)).reverse();
  for (const [logicalId] of unwanted) state.resources.delete(logicalId);
  return unwanted.map(([, resource]) => resource);
}

async function deleteResources(
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

function resolveOutputs({ stackName, template }: LoadedStack, state: StackState, scope: ResolutionScope): void {
  state.outputs = {};
  state.exports.clear();
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) continue;
    const value = String(resolveValue(output.Value, scope));
    state.outputs[name] = value;
    if (output.Export === undefined) continue;
    const exportName = String(resolveValue(output.Export.Name, scope));
    if (state.exports.has(exportName)) throw new Error(`${stackName} exports ${exportName} twice`);
    state.exports.set(exportName, value);
  }
}

async function explaining<T>(where: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
