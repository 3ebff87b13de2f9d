import type { Operation } from '../../../kernel/service.ts';
import { invalidParameter } from '../sns-errors.ts';
import type { Subscription, TopicStore } from '../topic-store.ts';

interface CreateTopicInput {
  readonly Name?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

export function createTopicOperation(topics: TopicStore): Operation<CreateTopicInput> {
  return {
    access: ({ Name = '' }) => topics.access('CreateTopic', topics.topicArn(Name)),
    handle: ({ Name = '', Attributes }) => ({ TopicArn: topics.create(Name, Attributes).arn }),
  };
}

export function listTopicsOperation(topics: TopicStore): Operation<object> {
  return {
    access: () => [{ action: 'sns:ListTopics', resource: '*' }],
    handle: () => ({ Topics: topics.list().map(({ arn }) => ({ TopicArn: arn })) }),
  };
}

interface SubscribeInput {
  readonly TopicArn?: string;
  readonly Protocol?: string;
  readonly Endpoint?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

export function subscribeOperation(topics: TopicStore): Operation<SubscribeInput> {
  return {
    access: ({ TopicArn }) => topics.access('Subscribe', TopicArn),
    handle: ({ TopicArn, Protocol, Endpoint, Attributes = {} }) => {
      if (!Protocol || !Endpoint) throw invalidParameter('Protocol and Endpoint are required');
      for (const name of Object.keys(Attributes)) {
        if (name !== 'RawMessageDelivery') throw invalidParameter(`${name} is not supported by the local runtime.`);
      }
      const subscription = topics.subscribe(topics.get(TopicArn), {
        protocol: Protocol,
        endpoint: Endpoint,
        isRaw: Attributes.RawMessageDelivery === 'true',
      });
      return { SubscriptionArn: subscription.arn };
    },
  };
}

export function listSubscriptionsByTopicOperation(topics: TopicStore): Operation<{ readonly TopicArn?: string }> {
  return {
    access: ({ TopicArn }) => topics.access('ListSubscriptionsByTopic', TopicArn),
    handle: ({ TopicArn }) => ({ Subscriptions: [...topics.get(TopicArn).subscriptions.values()].map(describe) }),
  };
}

function describe({ arn, topicArn, protocol, endpoint }: Subscription): Record<string, string> {
  return {
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpoint,
    Owner: topicArn.split(':')[4]!,
  };
}
