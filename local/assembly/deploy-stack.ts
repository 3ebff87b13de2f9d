import { deleteResources } from './delete-resources.ts';
import type { LoadedStack } from './load-assembly.ts';
import { type ResolutionScope, resolveValue } from './resolve-template.ts';
import type { ResourceProvider } from './resource-provider.ts';
import { rollBack } from './roll-back.ts';
import { sortByDependencies } from './sort-by-dependencies.ts';
import { activeResources, createStackScope } from './stack-scope.ts';
import type { ResourceState, StackState } from './stack-state.ts';
import { metadataType, type TemplateResource } from './template.ts';
import type { ParameterValues } from './template-parameters.ts';
import { referencesOf } from './template-references.ts';
import { beginUpdate, type StackUpdate, updateResource } from './update-resource.ts';

export interface StackDeployment {
  readonly accountId: string;
  readonly region: string;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  readonly parameters: ParameterValues;
  readonly exportedValue: (name: string) => string | undefined;
  /** Told when `state` has followed the resources. */
  readonly onChange: () => void;
  /** Whether changes that could take their time take none. */
  readonly isAtOnce: boolean;
  /** Does a piece of the deployment that is work of the runtime: all but waiting for gradual changes. */
  readonly counted: <T>(task: () => Promise<T>) => Promise<T>;
}

/**
 * Creates, updates and deletes what `state` lacks of the stack's template. Returns the physical ids of what should have
 * been deleted and could not.
 *
 * D1  A resource comes after all that it refers to or depends on.
 * D2  A resource whose resolved properties did not change is left alone.
 * D3  What the template no longer has is deleted at the end, in reverse order of creation, unless its DeletionPolicy
 *     says to retain it or its provider cannot delete.
 * D4  An update that fails is taken back, last change first, and rejects with the reason: the stack is then what it was
 *     before. Resources that the update made go, unless they are to be retained. Only a stack's first deployment is not
 *     taken back: what was done stays, and the next one goes on from there.
 * D5  Changes that take their time go on side by side; when one fails, the others are cut short.
 */
export async function deployStack(
  stack: LoadedStack,
  state: StackState,
  deployment: StackDeployment,
): Promise<string[]> {
  const { stackName, template } = stack;
  const { counted, providers } = deployment;
  const scope = createStackScope({
    accountId: deployment.accountId,
    region: deployment.region,
    stackName,
    template,
    parameters: deployment.parameters,
    resource: (logicalId) => state.resources.get(logicalId)?.deployed,
    exportedValue: deployment.exportedValue,
  });
  const wanted = activeResources(template, scope).filter((id) => template.Resources![id]!.Type !== metadataType);
  const order = sortByDependencies(
    wanted,
    (logicalId) => dependenciesOf(template.Resources![logicalId]!),
    (cycle) => `the resources of ${stackName} depend on one another: ${cycle.join(' → ')}`,
  );
  const before: ReadonlyMap<string, ResourceState> = new Map(state.resources);
  const update = beginUpdate({ stack, state, scope, ...deployment });
  try {
    await counted(async () => {
      for (const logicalId of order) await updateResource(update, logicalId);
    });
    await Promise.all(update.gradual);
  } catch (error) {
    await endGradualChanges(update);
    if (before.size === 0) throw error;
    await counted(() => rollBack(update, before, error));
    throw new Error(`${messageOf(error)} (${stackName} is what it was before)`, { cause: error });
  }
  return counted(async () => {
    const unwanted = [...update.replaced, ...removeUnwanted(state, new Set(wanted))];
    const leftBehind = await deleteResources(state, unwanted, providers);
    resolveOutputs(stack, state, scope);
    state.assets = stack.assets;
    return leftBehind;
  });
}

async function endGradualChanges({ stack, gradual, abort }: StackUpdate): Promise<void> {
  abort.abort(new Error(`cancelled, because another resource of ${stack.stackName} failed`));
  await Promise.allSettled(gradual);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
