import { readFileSync } from 'node:fs';
import { physicalName } from '../../../assembly/physical-name.ts';
import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { administrator } from '../../../kernel/service.ts';
import type { MachineType } from '../machine-store.ts';
import type { CreateStateMachineInput } from '../operations/state-machines.ts';

/** Longest name of a state machine. */
const maxNameLength = 80;

interface Properties {
  readonly StateMachineName?: string;
  readonly StateMachineType?: MachineType;
  readonly RoleArn?: string;
  readonly DefinitionString?: string;
  readonly Definition?: unknown;
  readonly DefinitionS3Location?: { readonly Key: string };
  readonly DefinitionSubstitutions?: Readonly<Record<string, unknown>>;
  readonly LoggingConfiguration?: {
    readonly Level?: string;
    readonly IncludeExecutionData?: boolean;
    readonly Destinations?: readonly LogDestination[];
  };
  readonly TracingConfiguration?: { readonly Enabled?: boolean };
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface LogDestination {
  readonly CloudWatchLogsLogGroup?: { readonly LogGroupArn?: string };
}

export function createStateMachineProvider(kernel: Kernel): ResourceProvider {
  const call = (operation: string, input: unknown) => {
    return kernel.call({ service: 'states', operation, input, caller: administrator });
  };

  const deployed = async (stateMachineArn: string): Promise<DeployedResource> => {
    const machine = (await call('DescribeStateMachine', { stateMachineArn })) as { name: string; revisionId?: string };
    return {
      ref: stateMachineArn,
      attributes: {
        Arn: stateMachineArn,
        Name: machine.name,
        StateMachineRevisionId: machine.revisionId ?? 'INITIAL',
      },
    };
  };

  return {
    type: 'AWS::StepFunctions::StateMachine',
    attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
    supported: [
      'Definition',
      'DefinitionS3Location',
      'DefinitionString',
      'DefinitionSubstitutions',
      'LoggingConfiguration',
      'RoleArn',
      'StateMachineName',
      'StateMachineType',
      'TracingConfiguration',
      'Tags',
    ],
    ignored: { EncryptionConfiguration: 'nothing is encrypted at rest in one local process' },
    async create(request) {
      const input = createInput(request);
      await call('CreateStateMachine', input);
      return deployed(`arn:aws:states:${kernel.region}:${kernel.accountId}:stateMachine:${input.name}`);
    },
    async update(request, current) {
      const { name, type, tags, ...changes } = createInput(request);
      const { type: currentType } = (await call('DescribeStateMachine', { stateMachineArn: current.ref })) as {
        type: MachineType;
      };
      if (type !== currentType) throw new Error(`the type of the state machine ${current.ref} cannot be changed`);
      if (name !== current.attributes.Name) throw new Error(`the state machine ${current.ref} cannot be renamed`);
      await call('UpdateStateMachine', { stateMachineArn: current.ref, ...changes });
      return deployed(current.ref);
    },
  };
}

function createInput(request: ResourceRequest): CreateStateMachineInput {
  const properties = request.properties as Properties;
  const { stackName, logicalId } = request;
  const { LoggingConfiguration: logging, TracingConfiguration: tracing } = properties;
  if (properties.RoleArn === undefined) throw new Error(`${logicalId}: RoleArn is required`);
  return {
    name: properties.StateMachineName ?? physicalName(stackName, logicalId, maxNameLength),
    type: properties.StateMachineType ?? 'STANDARD',
    roleArn: properties.RoleArn,
    definition: substitute(readDefinition(request, properties), properties.DefinitionSubstitutions ?? {}),
    loggingConfiguration: {
      level: logging?.Level ?? 'OFF',
      includeExecutionData: logging?.IncludeExecutionData ?? false,
      ...(logging?.Destinations === undefined ? {} : { destinations: logging.Destinations.map(logDestination) }),
    },
    tracingConfiguration: { enabled: tracing?.Enabled ?? false },
    tags: (properties.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value })),
  };
}

function logDestination({ CloudWatchLogsLogGroup }: LogDestination): object {
  return { cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup?.LogGroupArn } };
}

function readDefinition(request: ResourceRequest, properties: Properties): string {
  const { DefinitionString, Definition, DefinitionS3Location } = properties;
  if (DefinitionString !== undefined) return DefinitionString;
  if (Definition !== undefined) return JSON.stringify(Definition);
  if (DefinitionS3Location !== undefined) return readFileSync(request.assetPath(DefinitionS3Location.Key), 'utf8');
  throw new Error(`${request.logicalId}: a definition is required`);
}

/** `${name}` in the definition becomes the value: as part of a string it must not break out of it. */
function substitute(definition: string, values: Readonly<Record<string, unknown>>): string {
  return definition.replace(/\$\{([^}]+)\}/g, (placeholder, name: string) => {
    return Object.hasOwn(values, name) ? JSON.stringify(String(values[name])).slice(1, -1) : placeholder;
  });
}
