import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest, PolicyDocument } from '../../kernel/service.ts';
import { createFifoTopic, type FifoTopic } from './fifo-topic.ts';
import { invalidParameter } from './sns-errors.ts';

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
  /** Of a FIFO topic only. */
  readonly fifo?: FifoTopic;
}

export interface TopicStore {
  /** The topic of that name, new or not. */
  create(name: string, attributes?: Readonly<Record<string, string>>): Topic;
  list(): Topic[];
  find(topicArn: string): Topic | undefined;
  /** Throws `NotFound`. */
  get(topicArn: string | undefined): Topic;
  setPolicy(topic: Topic, policy: PolicyDocument): void;
  subscribe(topic: Topic, subscription: Pick<Subscription, 'protocol' | 'endpoint' | 'isRaw'>): Subscription;
  topicArn(name: string): string;
  access(action: string, topicArn: string | undefined): AccessRequest[];
}

const standardName = /^[A-Za-z0-9_-]+$/;
const fifoName = /^[A-Za-z0-9_-]+\.fifo$/;

/** A topic with the kind that it is in place of what it does. */
interface RecordedTopic extends Omit<Topic, 'fifo'> {
  /** Of a FIFO topic only. */
  readonly isContentBased?: boolean;
}

const store = 'sns/topics';

export function createTopicStore({ region, accountId, identifiers, journal }: Kernel): TopicStore {
  const topics = new Map<string, Topic>();
  for (const [arn, { isContentBased, ...rest }] of journal.load<RecordedTopic>(store)) {
    const fifo = isContentBased === undefined ? undefined : createFifoTopic(arn, isContentBased, journal);
    topics.set(arn, { ...rest, ...(fifo && { fifo }) });
  }
  const record = (topic: Topic): void =>
    journal.put(store, topic.arn, (): RecordedTopic => {
      const { fifo, ...rest } = topic;
      return { ...rest, ...(fifo && { isContentBased: fifo.isContentBased }) };
    });
  const topicArn = (name: string): string => `arn:aws:sns:${region}:${accountId}:${name}`;
  return {
    create(name, { FifoTopic, ContentBasedDeduplication } = {}) {
      const isFifo = FifoTopic === 'true';
      if (name.length > 256 || !(isFifo ? fifoName : standardName).test(name)) throw invalidParameter('Topic Name');
      const arn = topicArn(name);
      const existing = topics.get(arn);
      if (existing !== undefined) return existing;
      const fifo = isFifo ? createFifoTopic(arn, ContentBasedDeduplication === 'true', journal) : undefined;
      const topic: Topic = { name, arn, subscriptions: new Map(), ...(fifo && { fifo }) };
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
