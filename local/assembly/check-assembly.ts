import { policyProblems } from '../iam/policy-document.ts';
import type { LoadedStack } from './load-assembly.ts';
import { supportedFunctions } from './resolve-template.ts';
import type { ResourceProvider } from './resource-provider.ts';
import { activeResources, createStackScope, pseudoParameters } from './stack-scope.ts';
import { isRecord, metadataType, type Template, type TemplateResource } from './template.ts';
import { type ParameterValues, parameterProblems } from './template-parameters.ts';
import { referencesOf } from './template-references.ts';

/** Something of an assembly that the runtime does not have. */
interface UnsupportedFeature {
  readonly stackName: string;
  /** Logical id with the type of the resource, or the section of the template. */
  readonly where: string;
  readonly problem: string;
}

/** Lists everything in an assembly that is not supported, so that one look at the message is enough. */
class UnsupportedResources extends Error {
  override readonly name = 'UnsupportedResources';
  readonly features: readonly UnsupportedFeature[];

  constructor(features: readonly UnsupportedFeature[]) {
    const lines = features.map(({ stackName, where, problem }) => `  ${stackName}/${where}: ${problem}`);
    super(`the local runtime does not support all of this cloud assembly:\n${lines.join('\n')}`);
    this.features = features;
  }
}

const ignoredSections = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata']);
const readSections = new Set(['Conditions', 'Mappings', 'Outputs', 'Parameters', 'Resources', 'Rules']);
const resourceAttributes = new Set([
  'Condition',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdateReplacePolicy',
]);
const deletionPolicies = new Set(['Delete', 'Retain', 'RetainExceptOnCreate']);

/** Throws `UnsupportedResources` unless every stack can be deployed as it is. */
export function assertSupported(
  stacks: readonly LoadedStack[],
  providers: ReadonlyMap<string, ResourceProvider>,
  deployment: { readonly accountId: string; readonly region: string; readonly parameters: ParameterValues },
): void {
  const features = stacks.flatMap(({ stackName, template }) => {
    const ofSections = sectionProblems(template, deployment.parameters);
    // Conditions are made of parameters; without their values nobody can say which resources there are.
    if (ofSections.length > 0) return ofSections.map((feature) => ({ stackName, ...feature }));
    const scope = createStackScope({
      ...deployment,
      stackName,
      template,
      resource: () => undefined,
      exportedValue: () => undefined,
    });
    const ofResources = activeResources(template, scope).flatMap((logicalId) =>
      resourceProblems(logicalId, template, providers),
    );
    const ofOutputs = valueProblems(template.Outputs, template, providers);
    return [...ofResources, ...ofOutputs.map((problem) => ({ where: 'Outputs', problem }))].map((feature) => ({
      stackName,
      ...feature,
    }));
  });
  if (features.length > 0) throw new UnsupportedResources(features);
}

type Problem = Omit<UnsupportedFeature, 'stackName'>;

function sectionProblems(template: Template, given: ParameterValues): Problem[] {
  const sections = Object.keys(template)
    .filter((section) => !ignoredSections.has(section) && !readSections.has(section))
    .map((section) => ({ where: section, problem: 'the section is not supported' }));
  const rules = Object.keys(isRecord(template.Rules) ? template.Rules : {})
    .filter((rule) => rule !== 'CheckBootstrapVersion')
    .map((rule) => ({ where: `Rules.${rule}`, problem: 'rules are not supported' }));
  const parameters = parameterProblems(template, given).map(([name, problem]) => ({
    where: `Parameters.${name}`,
    problem,
  }));
  return [...sections, ...rules, ...parameters];
}

function resourceProblems(
  logicalId: string,
  template: Template,
  providers: ReadonlyMap<string, ResourceProvider>,
): Problem[] {
  const resource = template.Resources![logicalId]!;
  if (resource.Type === metadataType) return [];
  const where = `${logicalId} (${resource.Type})`;
  const provider = providers.get(resource.Type);
  if (provider === undefined) return [{ where, problem: 'the type is not supported' }];
  const problems = [
    ...attributeProblems(resource),
    ...propertyProblems(resource, provider),
    ...(provider.problems?.(resource.Properties ?? {}) ?? []),
    ...valueProblems(resource.Properties, template, providers),
    ...policiesIn(resource.Properties).flatMap(([path, document]) =>
      policyProblems(document).map((problem) => `${path}, ${problem}`),
    ),
  ];
  return problems.map((problem) => ({ where, problem }));
}

function attributeProblems(resource: TemplateResource): string[] {
  const problems = Object.keys(resource)
    .filter((attribute) => !resourceAttributes.has(attribute))
    .map((attribute) => `the attribute ${attribute} of the resource is not supported`);
  const policy = resource.DeletionPolicy ?? 'Delete';
  return deletionPolicies.has(policy) ? problems : [...problems, `the DeletionPolicy ${policy} is not supported`];
}

function propertyProblems(resource: TemplateResource, provider: ResourceProvider): string[] {
  return Object.keys(resource.Properties ?? {})
    .filter((property) => !provider.supported.includes(property) && !Object.hasOwn(provider.ignored, property))
    .map((property) => `the property ${property} is not supported`);
}

/** What values of the template refer to and cannot get. */
function valueProblems(value: unknown, template: Template, providers: ReadonlyMap<string, ResourceProvider>): string[] {
  const { names, attributes, functions } = referencesOf(value);
  const problems: string[] = [];
  for (const name of functions) {
    if (!supportedFunctions.has(name)) problems.push(`the function ${name} is not supported`);
  }
  for (const name of names) {
    const isKnown =
      pseudoParameters.has(name) || Object.hasOwn({ ...template.Parameters, ...template.Resources }, name);
    if (!isKnown) problems.push(`there is no ${name} to refer to`);
  }
  for (const name of attributes) {
    const dot = name.indexOf('.');
    const [logicalId, attribute] = [name.slice(0, dot), name.slice(dot + 1)];
    const type = template.Resources?.[logicalId]?.Type;
    const known = type === undefined ? undefined : providers.get(type)?.attributes;
    if (type === undefined) problems.push(`there is no ${logicalId} to refer to`);
    else if (known !== undefined && !known.includes(attribute)) {
      problems.push(`the attribute ${attribute} of ${logicalId} (${type}) is not supported`);
    }
  }
  return problems;
}

/** Policy documents anywhere in the properties, with the way to them. */
function policiesIn(value: unknown, path = ''): [path: string, document: Record<string, unknown>][] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => policiesIn(entry, `${path}[${index}]`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const memberPath = path === '' ? name : `${path}.${name}`;
    if (name.endsWith('PolicyDocument') && isRecord(member)) return [[memberPath, member]];
    return policiesIn(member, memberPath);
  });
}
