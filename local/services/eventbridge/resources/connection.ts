import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { authParameterProblems } from '../connections/auth-parameter-problems.ts';
import type { Connection } from '../connections/connection-store.ts';
import type { EventsContext } from '../events-context.ts';
import { type ConnectionInput, changeOf, createConnection } from '../operations/connections.ts';

export function connectionProvider(context: EventsContext): ResourceProvider {
  const { connections } = context;
  const deployed = ({ name, arn, secretArn }: Connection): DeployedResource => ({
    ref: name,
    attributes: { Arn: arn, ArnForPolicy: connections.policyArn(name), SecretArn: secretArn },
  });
  return {
    type: 'AWS::Events::Connection',
    attributes: ['Arn', 'ArnForPolicy', 'SecretArn'],
    supported: ['AuthorizationType', 'AuthParameters', 'Description', 'Name'],
    ignored: { KmsKeyIdentifier: 'secrets are kept in memory only', Tags: 'nothing reads tags here' },
    problems: authParameterProblems,
    create(request) {
      const { stackName, logicalId, properties } = request;
      const madeUp = `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${nameSuffix(stackName, logicalId)}`;
      return deployed(createConnection(context, inputOf(request, String(properties.Name ?? madeUp))));
    },
    update(request, current) {
      const { Name } = request.properties;
      if (Name !== undefined && Name !== current.ref) {
        throw new Error(`a change of Name (${current.ref} to ${String(Name)}) is not supported`);
      }
      return deployed(connections.update(connections.get(current.ref), changeOf(inputOf(request, current.ref))));
    },
    delete(_request, current) {
      const connection = connections.find(current.ref);
      if (connection !== undefined) connections.delete(connection);
    },
  };
}

function inputOf({ properties }: ResourceRequest, Name: string): ConnectionInput {
  const { AuthorizationType, AuthParameters, Description } = properties as Omit<ConnectionInput, 'Name'>;
  return { Name, AuthorizationType, AuthParameters, Description };
}
