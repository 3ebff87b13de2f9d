import { physicalName } from '../../../assembly/physical-name.ts';
import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { administrator } from '../../../kernel/service.ts';
import { parseMachineArn } from '../arns.ts';
import {
  type DeploymentPreference,
  type DeploymentPreferenceProperty,
  readDeploymentPreference,
} from '../deployment-preference.ts';
import type { Route } from '../machine-store.ts';
import { shiftTraffic } from '../shift-traffic.ts';

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly RoutingConfiguration?: readonly { readonly StateMachineVersionArn: string; readonly Weight: number }[];
  readonly DeploymentPreference?: DeploymentPreferenceProperty;
}

/** What an alias is to route to, and how it gets there where that takes its time. */
interface Routing {
  readonly routes: readonly Route[];
  readonly preference?: DeploymentPreference;
}

/**
 * An alias. With a `DeploymentPreference` a later deployment moves its traffic gradually (`shift-traffic.ts`). As in
 * CloudFormation's own handler of this type: `ALL_AT_ONCE` looks at no alarm, and neither does the first deployment or a
 * rollback; and where traffic comes from is what the last template says.
 */
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
      const { Description } = request.properties as Properties;
      const { stateMachineAliasArn } = (await call('CreateStateMachineAlias', {
        name: nameOf(request),
        ...(Description === undefined ? {} : { description: Description }),
        routingConfiguration: readRouting(request).routes,
      })) as { readonly stateMachineAliasArn: string };
      return { ref: stateMachineAliasArn, attributes: { Arn: stateMachineAliasArn } };
    },
    async updateGradually(request, { ref: aliasArn }, { previous, isAtOnce, signal }) {
      if (parseMachineArn(aliasArn).qualifier !== nameOf(request))
        throw new Error(`the alias ${aliasArn} cannot be renamed`);
      const { Description } = request.properties as Properties;
      const { routes, preference } = readRouting(request);
      const { routes: origin } = readRouting(previous);
      const isElsewhere = origin.some(
        ({ stateMachineVersionArn }) => stateMachineVersionArn !== routes[0]?.stateMachineVersionArn,
      );
      const isGradual = preference !== undefined && preference.type !== 'ALL_AT_ONCE' && isElsewhere && !isAtOnce;
      if (isGradual && origin.length > 1) {
        throw new Error(
          `${request.logicalId}: a deployment of type ${preference.type} begins with all traffic on one version, not two`,
        );
      }
      const changes = {
        ...(Description === undefined ? {} : { description: Description }),
        ...(isGradual ? {} : { routingConfiguration: routes }),
      };
      if (Object.keys(changes).length > 0)
        await call('UpdateStateMachineAlias', { stateMachineAliasArn: aliasArn, ...changes });
      if (!isGradual) return;
      await shiftTraffic(kernel, { aliasArn, originArn: origin[0]!.stateMachineVersionArn, preference, signal });
    },
  };
}

function nameOf({ properties, stackName, logicalId }: ResourceRequest): string {
  return (properties as Properties).Name ?? physicalName(stackName, logicalId, 80);
}

function readRouting({ properties, logicalId }: ResourceRequest): Routing {
  const { RoutingConfiguration, DeploymentPreference } = properties as Properties;
  if ((RoutingConfiguration === undefined) === (DeploymentPreference === undefined)) {
    throw new Error(`${logicalId}: give either RoutingConfiguration or DeploymentPreference`);
  }
  if (DeploymentPreference === undefined) {
    return {
      routes: RoutingConfiguration!.map(({ StateMachineVersionArn, Weight }) => {
        return { stateMachineVersionArn: StateMachineVersionArn, weight: Number(Weight) };
      }),
    };
  }
  const preference = readDeploymentPreference(DeploymentPreference);
  return { routes: [{ stateMachineVersionArn: preference.versionArn, weight: 100 }], preference };
}
