import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { PolicyDocument } from '../../../kernel/service.ts';
import type { TopicStore } from '../topic-store.ts';

export function topicPolicyProvider(topics: TopicStore): ResourceProvider {
  const apply = ({ properties }: ResourceRequest): void => {
    for (const topicArn of properties.Topics as readonly string[]) {
      topics.setPolicy(topics.get(topicArn), properties.PolicyDocument as PolicyDocument);
    }
  };
  return {
    type: 'AWS::SNS::TopicPolicy',
    attributes: ['Id'],
    supported: ['PolicyDocument', 'Topics'],
    ignored: {},
    create(request) {
      apply(request);
      const id = `${request.stackName}-${request.logicalId}`;
      return { ref: id, attributes: { Id: id } };
    },
    update(request, current) {
      apply(request);
      return current;
    },
  };
}
