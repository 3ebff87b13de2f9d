import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { Topic, TopicStore } from '../topic-store.ts';

export function topicProvider(topics: TopicStore): ResourceProvider {
  const subscribe = (topic: Topic, { properties }: ResourceRequest): void => {
    const subscriptions = (properties.Subscription ?? []) as ReadonlyArray<{ Protocol: string; Endpoint: string }>;
    for (const { Protocol, Endpoint } of subscriptions) {
      topics.subscribe(topic, { protocol: Protocol, endpoint: Endpoint, isRaw: false });
    }
  };
  return {
    type: 'AWS::SNS::Topic',
    attributes: ['TopicArn', 'TopicName'],
    supported: ['Subscription', 'TopicName'],
    ignored: {
      DisplayName: 'nobody sees it here',
      KmsMasterKeyId: 'notifications are never stored',
      Tags: 'nothing reads tags here',
      TracingConfig: 'there are no traces',
    },
    create(request) {
      const { stackName, logicalId, properties } = request;
      const madeUp = `${stackName.slice(0, 64)}-${logicalId.slice(0, 64)}-${nameSuffix(stackName, logicalId)}`;
      const name = String(properties.TopicName ?? madeUp);
      if (topics.find(topics.topicArn(name))) throw new Error(`${logicalId}: a topic named ${name} exists already`);
      const topic = topics.create(name);
      subscribe(topic, request);
      return { ref: topic.arn, attributes: { TopicArn: topic.arn, TopicName: name } };
    },
    update(request, current) {
      subscribe(topics.get(current.ref), request);
      return current;
    },
  };
}
