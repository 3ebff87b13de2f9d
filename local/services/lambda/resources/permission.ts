import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { parseFunctionReference } from '../function-reference.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { permissionStatement } from '../resource-policy.ts';
import { readText, requireText } from './properties.ts';

export function createPermissionProvider({ store, arns }: LambdaContext): ResourceProvider {
  const put = ({ properties }: ResourceRequest, statementId: string): DeployedResource => {
    const reference = parseFunctionReference(requireText(properties, 'FunctionName'));
    const { record } = store.resolve(reference);
    const qualifier = reference.qualifier ?? '$LATEST';
    const statements = record.policies.get(qualifier) ?? new Map();
    record.policies.set(qualifier, statements);
    statements.set(
      statementId,
      permissionStatement({
        statementId,
        action: requireText(properties, 'Action'),
        principal: requireText(properties, 'Principal'),
        functionArn: arns.of(record.name, reference.qualifier),
        sourceArn: readText(properties, 'SourceArn'),
        sourceAccount: readText(properties, 'SourceAccount'),
      }),
    );
    store.changed(record);
    return { ref: statementId, attributes: { Id: statementId } };
  };
  const remove = (statementId: string): void => {
    for (const record of store.list()) {
      for (const statements of record.policies.values()) {
        if (statements.delete(statementId)) store.changed(record);
      }
    }
  };
  return {
    type: 'AWS::Lambda::Permission',
    attributes: ['Id'],
    supported: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    ignored: {},
    create: (request) =>
      put(request, `${request.stackName}-${request.logicalId}-${nameSuffix(request.stackName, request.logicalId)}`),
    update(request, current) {
      remove(current.ref);
      return put(request, current.ref);
    },
  };
}
