import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { ParameterStore } from '../parameter-store.ts';

export function parameterProvider(store: ParameterStore): ResourceProvider {
  const put = (name: string, { properties }: ResourceRequest, overwrite: boolean): DeployedResource => {
    const { type, value } = store.put(name, String(properties.Type), String(properties.Value), overwrite);
    return { ref: name, attributes: { Type: type, Value: value } };
  };
  return {
    type: 'AWS::SSM::Parameter',
    attributes: ['Type', 'Value'],
    supported: ['Name', 'Type', 'Value'],
    ignored: {
      AllowedPattern: 'CloudFormation’s values are taken as they are',
      DataType: 'all values are text',
      Description: 'nothing reads it',
      Tags: 'nothing reads tags here',
      Tier: 'there are no prices and sizes here',
    },
    create(request) {
      const { stackName, logicalId, properties } = request;
      const name = properties.Name ?? `CFN-${logicalId}-${nameSuffix(stackName, logicalId)}`;
      return put(String(name), request, false);
    },
    update: (request, current) => put(current.ref, request, true),
  };
}
