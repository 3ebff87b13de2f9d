import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest, PolicyDocument } from '../../kernel/service.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** The message alone instead of SNS's envelope around it. */
  readonly isRaw: boolean;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly subscriptions: Map<string, Subscription>;
  policy?: PolicyDocument;
}

export interface TopicStore {
  /** The topic of that name, new or not. */
  create(name: string): Topic;
  list(): Topic[];
  find(topicArn: string): Topic | undefined;
  /** Throws `NotFound`. */
  get(topicArn: string | undefined): Topic;
  setPolicy(topic: Topic, policy: PolicyDocument): void;
  subscribe(topic: Topic, subscription: Pick<Subscription, 'protocol' | 'endpoint' | 'isRaw'>): Subscription;
  topicArn(name: string): string;
  access(action: string, topicArn: string | undefined): AccessRequest[];
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${message}`);
}

const store = 'sns/topics';

export function createTopicStore({ region, accountId, identifiers, journal }: Kernel): TopicStore {
  const topics = new Map<string, Topic>(journal.load<Topic>(store));
  const record = (topic: Topic): void => journal.put(store, topic.arn, () => topic);
  const topicArn = (name: string): string => `arn:aws:sns:${region}:${accountId}:${name}`;
  return {
    create(name) {
      if (name.endsWith('.fifo')) throw invalidParameter('FIFO topics are not supported by the local runtime.');
      if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
      const arn = topicArn(name);
      const topic = topics.get(arn) ?? { name, arn, subscriptions: new Map() };
      topics.set(arn, topic);
      record(topic);
      return topic;
    },
    list: () => [...topics.values()],
    find: (arn) => topics.get(arn),
    get(arn) {
      const topic = arn === undefined ? undefined : topics.get(arn);
      if (!topic) throw new AwsError('NotFound', 'Topic does not exist', { statusCode: 404 });
      return topic;
    },
    setPolicy(topic, policy) {
      topic.policy = policy;
      record(topic);
    },
    subscribe(topic, { protocol, endpoint, isRaw }) {
      for (const existing of topic.subscriptions.values()) {
        if (existing.protocol === protocol && existing.endpoint === endpoint) return existing;
      }
      const arn = `${topic.arn}:${identifiers.uuid()}`;
      const subscription = { arn, topicArn: topic.arn, protocol, endpoint, isRaw };
      topic.subscriptions.set(arn, subscription);
      record(topic);
      return subscription;
    },
    topicArn,
    access(action, arn) {
      if (!arn) throw invalidParameter('TopicArn');
      const resourcePolicy = topics.get(arn)?.policy;
      return [{ action: `sns:${action}`, resource: arn, ...(resourcePolicy && { resourcePolicy }) }];
    },
  };
}
