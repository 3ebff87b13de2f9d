import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import type { TopicStore } from '../topic-store.ts';

export function subscriptionProvider(topics: TopicStore): ResourceProvider {
  return {
    type: 'AWS::SNS::Subscription',
    attributes: ['Arn'],
    supported: ['Endpoint', 'Protocol', 'RawMessageDelivery', 'TopicArn'],
    ignored: { Region: 'there is one region' },
    create({ properties }) {
      const { arn } = topics.subscribe(topics.get(String(properties.TopicArn)), {
        protocol: String(properties.Protocol),
        endpoint: String(properties.Endpoint),
        isRaw: String(properties.RawMessageDelivery) === 'true',
      });
      return { ref: arn, attributes: { Arn: arn } };
    },
  };
}
