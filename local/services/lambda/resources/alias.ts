import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { parseFunctionReference } from '../function-reference.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { readObject, readText, requireText, unsupported } from './properties.ts';

export function createAliasProvider({ kernel, store, arns }: LambdaContext): ResourceProvider {
  const put = ({ properties }: ResourceRequest): DeployedResource => {
    const record = store.get(parseFunctionReference(requireText(properties, 'FunctionName')));
    const name = requireText(properties, 'Name');
    const functionVersion = requireText(properties, 'FunctionVersion');
    store.resolve({ name: record.name, qualifier: functionVersion });
    record.aliases.set(name, {
      name,
      functionVersion,
      description: readText(properties, 'Description') ?? '',
      weights: readWeights(readObject(properties, 'RoutingConfig')?.AdditionalVersionWeights),
      revisionId: kernel.identifiers.uuid(),
    });
    store.changed(record);
    const arn = arns.of(record.name, name);
    return { ref: arn, attributes: { AliasArn: arn } };
  };
  return {
    type: 'AWS::Lambda::Alias',
    attributes: ['AliasArn'],
    supported: ['Description', 'FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig'],
    ignored: {},
    create: put,
    update(request, current) {
      const record = store.get(parseFunctionReference(requireText(request.properties, 'FunctionName')));
      if (arns.of(record.name, requireText(request.properties, 'Name')) !== current.ref) {
        throw unsupported('Name', 'an alias cannot be renamed or given to another function');
      }
      return put(request);
    },
  };
}

/** The template's list of versions and weights as the API's record. */
function readWeights(list: unknown): Record<string, number> {
  if (list === undefined) return {};
  if (!Array.isArray(list)) throw unsupported('RoutingConfig.AdditionalVersionWeights', 'must be a list');
  return Object.fromEntries(
    (list as Readonly<Record<string, unknown>>[]).map((entry) => [
      requireText(entry, 'FunctionVersion'),
      Number(entry.FunctionWeight),
    ]),
  );
}
