import { physicalName } from '../../../assembly/physical-name.ts';
import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { administrator } from '../../../kernel/service.ts';
import { parseMachineArn } from '../arns.ts';
import type { Route } from '../machine-store.ts';
import type { CreateAliasInput } from '../operations/aliases.ts';

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly RoutingConfiguration?: readonly { readonly StateMachineVersionArn: string; readonly Weight: number }[];
  readonly DeploymentPreference?: { readonly StateMachineVersionArn: string; readonly Type: string };
}

/** An alias. A gradual deployment has no meaning in one local process: only `ALL_AT_ONCE` is taken. */
export function createStateMachineAliasProvider(kernel: Kernel): ResourceProvider {
  const call = (operation: string, input: unknown) => {
    return kernel.call({ service: 'states', operation, input, caller: administrator });
  };
  return {
    type: 'AWS::StepFunctions::StateMachineAlias',
    attributes: ['Arn'],
    supported: ['DeploymentPreference', 'Description', 'Name', 'RoutingConfiguration'],
    ignored: {},
    async create(request) {
      const input = createInput(request);
      const output = (await call('CreateStateMachineAlias', input)) as { readonly stateMachineAliasArn: string };
      return { ref: output.stateMachineAliasArn, attributes: { Arn: output.stateMachineAliasArn } };
    },
    async update(request, current) {
      const { name, ...changes } = createInput(request);
      if (parseMachineArn(current.ref).qualifier !== name)
        throw new Error(`the alias ${current.ref} cannot be renamed`);
      await call('UpdateStateMachineAlias', { stateMachineAliasArn: current.ref, ...changes });
      return current;
    },
  };
}

function createInput({ properties, stackName, logicalId }: ResourceRequest): CreateAliasInput {
  const { Name, Description } = properties as Properties;
  return {
    name: Name ?? physicalName(stackName, logicalId, 80),
    ...(Description === undefined ? {} : { description: Description }),
    routingConfiguration: readRoutes(properties as Properties, logicalId),
  };
}

function readRoutes({ RoutingConfiguration, DeploymentPreference }: Properties, logicalId: string): readonly Route[] {
  if (RoutingConfiguration !== undefined) {
    return RoutingConfiguration.map(({ StateMachineVersionArn, Weight }) => {
      return { stateMachineVersionArn: StateMachineVersionArn, weight: Number(Weight) };
    });
  }
  if (DeploymentPreference?.Type === 'ALL_AT_ONCE') {
    return [{ stateMachineVersionArn: DeploymentPreference.StateMachineVersionArn, weight: 100 }];
  }
  throw new Error(`${logicalId}: give RoutingConfiguration, or DeploymentPreference with Type ALL_AT_ONCE`);
}
