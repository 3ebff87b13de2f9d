import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { type NotificationCollaborators, resumeNotifications } from './deliver-notification.ts';
import { publishOperation } from './operations/publish.ts';
import {
  createTopicOperation,
  listSubscriptionsByTopicOperation,
  listTopicsOperation,
  subscribeOperation,
} from './operations/topics.ts';
import { subscriptionProvider } from './resources/subscription.ts';
import { topicProvider } from './resources/topic.ts';
import { topicPolicyProvider } from './resources/topic-policy.ts';
import { createTopicStore } from './topic-store.ts';

export interface SnsService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

/** Texts to telephones are an observer's events; nothing leaves the process. */
export function createSnsService(kernel: Kernel, collaborators: NotificationCollaborators): SnsService {
  const topics = createTopicStore(kernel);
  resumeNotifications(kernel, collaborators);
  return {
    service: {
      name: 'sns',
      operations: {
        CreateTopic: createTopicOperation(topics),
        ListSubscriptionsByTopic: listSubscriptionsByTopicOperation(topics),
        ListTopics: listTopicsOperation(topics),
        Publish: publishOperation(kernel, topics, collaborators),
        Subscribe: subscribeOperation(topics),
      },
    },
    resourceProviders: [topicProvider(topics), topicPolicyProvider(topics), subscriptionProvider(topics)],
  };
}
