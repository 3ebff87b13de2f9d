import { createHash } from 'node:crypto';
import { noValue, type ResolutionScope, resolveCondition } from './resolve-template.ts';
import type { DeployedResource } from './resource-provider.ts';
import type { Template } from './template.ts';
import { type ParameterValues, parameterValue } from './template-parameters.ts';

export interface StackSurroundings {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  readonly template: Template;
  /** Default: the template's parameters have their defaults. */
  readonly parameters?: ParameterValues;
  /** Resources of the stack that exist by now. */
  resource(logicalId: string): DeployedResource | undefined;
  /** Exports of the stacks that were deployed before. */
  exportedValue(name: string): string | undefined;
}

/** Pseudo parameters that have a value here. */
export const pseudoParameters: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

export function createStackScope(surroundings: StackSurroundings): ResolutionScope {
  const { template, stackName, parameters = {} } = surroundings;
  const conditions = new Map<string, boolean>();

  const existing = (logicalId: string): DeployedResource => {
    const resource = surroundings.resource(logicalId);
    if (resource === undefined)
      throw new Error(`${stackName} has no resource ${logicalId}, or a condition leaves it out`);
    return resource;
  };

  const scope: ResolutionScope = {
    reference(name) {
      if (pseudoParameters.has(name)) return pseudoValue(name, surroundings);
      const parameter = template.Parameters?.[name];
      if (parameter !== undefined) return parameterValue(name, parameter, parameters);
      return existing(name).ref;
    },
    attribute(logicalId, attribute) {
      const value = existing(logicalId).attributes[attribute];
      if (value === undefined) {
        const type = template.Resources?.[logicalId]?.Type;
        throw new Error(`${stackName}/${logicalId} (${type}): the attribute ${attribute} is not supported`);
      }
      return value;
    },
    condition(name) {
      const known = conditions.get(name);
      if (known !== undefined) return known;
      const definition = template.Conditions?.[name];
      if (definition === undefined) throw new Error(`${stackName} has no condition ${name}`);
      const value = resolveCondition(definition, scope);
      conditions.set(name, value);
      return value;
    },
    mapping(mapName, topKey, secondKey) {
      const value = template.Mappings?.[mapName]?.[topKey]?.[secondKey];
      if (value === undefined) throw new Error(`${stackName} has no mapping ${mapName}.${topKey}.${secondKey}`);
      return value;
    },
    importValue(exportName) {
      const value = surroundings.exportedValue(exportName);
      if (value === undefined) throw new Error(`${stackName} imports ${exportName}, which no stack exports`);
      return value;
    },
  };
  return scope;
}

function pseudoValue(name: string, { accountId, region, stackName }: StackSurroundings): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return accountId;
    case 'AWS::Region':
      return region;
    case 'AWS::StackName':
      return stackName;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${stackUuid(stackName)}`;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    default:
      return noValue;
  }
}

/** The same for the same name: there is one deployment of a stack at a time. */
function stackUuid(stackName: string): string {
  const hex = createHash('sha256').update(stackName).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Resources whose condition holds, in the order of the template. */
export function activeResources(template: Template, scope: ResolutionScope): string[] {
  return Object.entries(template.Resources ?? {})
    .filter(([, resource]) => resource.Condition === undefined || scope.condition(resource.Condition))
    .map(([logicalId]) => logicalId);
}
