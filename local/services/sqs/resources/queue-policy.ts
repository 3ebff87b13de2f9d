import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { SqsContext } from '../sqs-context.ts';

export function queuePolicyProvider({ queues }: SqsContext): ResourceProvider {
  const apply = ({ properties }: ResourceRequest): void => {
    const policy = JSON.stringify(properties.PolicyDocument);
    for (const url of properties.Queues as readonly string[]) {
      queues.setAttributes(queues.ofUrl(url), { Policy: policy });
    }
  };
  return {
    type: 'AWS::SQS::QueuePolicy',
    attributes: ['Id'],
    supported: ['PolicyDocument', 'Queues'],
    ignored: {},
    create(request) {
      apply(request);
      const id = `${request.stackName}-${request.logicalId}-${nameSuffix(request.stackName, request.logicalId)}`;
      return { ref: id, attributes: { Id: id } };
    },
    update(request, current) {
      apply(request);
      return current;
    },
  };
}
