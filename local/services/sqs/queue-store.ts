import { nameSuffix } from '../../kernel/identifiers.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { createMessageQueue, type MessageQueue, type NewMessage } from './queue.ts';
import {
  allowsRedriveFrom,
  defaultQueueAttributes,
  type QueueAttributes,
  type QueueSettings,
  toQueueSettings,
} from './queue-attributes.ts';
import { createQueueJournal } from './queue-journal.ts';
import type { QueueMetrics } from './queue-metrics.ts';
import { invalidParameter, missingParameter, queueDoesNotExist } from './sqs-errors.ts';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  attributes: QueueAttributes;
  settings: QueueSettings;
  readonly messages: MessageQueue;
}

/** All queues of the account, by name, URL and ARN. */
export interface QueueStore {
  create(name: string, attributes: QueueAttributes): Queue;
  setAttributes(queue: Queue, attributes: QueueAttributes): void;
  delete(queue: Queue): void;
  list(): Queue[];
  find(name: string): Queue | undefined;
  findByArn(arn: string): Queue | undefined;
  /** The queue of a request. Throws `MissingParameter` and `QueueDoesNotExist`. */
  ofUrl(queueUrl: string | undefined): Queue;
  urlOf(name: string): string;
  arnOf(name: string): string;
  /** Puts a message into a queue, and tells the observer where that queue collects what others gave up on. */
  deliver(queue: Queue, message: NewMessage, delaySeconds: number): void;
  /** Says that a queue collects what others gave up on, besides those that redrive policies name. */
  declareDeadLetterQueue(queueArn: string): void;
}

export function queueNameOfUrl(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

export function queueNameOfArn(queueArn: string): string {
  return queueArn.slice(queueArn.lastIndexOf(':') + 1);
}

/** Name that CloudFormation would make up. */
export function physicalQueueName(stackName: string, logicalId: string): string {
  return `${stackName.slice(0, 32)}-${logicalId.slice(0, 32)}-${nameSuffix(stackName, logicalId)}`;
}

export function createQueueStore(kernel: Kernel, endpoint: () => string, metrics: QueueMetrics): QueueStore {
  const queues = new Map<string, Queue>();
  const journal = createQueueJournal(kernel.journal);
  const declared = new Set<string>(journal.deadLetterQueues());
  const { accountId, region, clock, observer } = kernel;
  const arnOf = (name: string): string => `arn:aws:sqs:${region}:${accountId}:${name}`;
  const findByArn = (arn: string): Queue | undefined => {
    const queue = queues.get(queueNameOfArn(arn));
    return queue?.arn === arn ? queue : undefined;
  };

  const assertRedrive = (arn: string, settings: QueueSettings): void => {
    const targetArn = settings.redrivePolicy?.deadLetterTargetArn;
    if (targetArn === undefined) return;
    const target = findByArn(targetArn);
    if (!target) {
      throw invalidParameter(
        `Value ${JSON.stringify(settings.redrivePolicy)} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
      );
    }
    if (!allowsRedriveFrom(target.settings, arn)) {
      throw invalidParameter(
        `Value ${JSON.stringify(settings.redrivePolicy)} for parameter RedrivePolicy is invalid. Reason: The dead letter target does not allow this source queue.`,
      );
    }
  };
  const isDeadLetterQueue = (arn: string): boolean => {
    if (declared.has(arn)) return true;
    for (const { settings } of queues.values()) {
      if (settings.redrivePolicy?.deadLetterTargetArn === arn) return true;
    }
    return false;
  };

  const add = (recorded: Pick<Queue, 'name' | 'attributes' | 'createdAtMs' | 'modifiedAtMs'>): Queue => {
    const { name, attributes } = recorded;
    const arn = arnOf(name);
    const settings = toQueueSettings(attributes);
    const messages = createMessageQueue(clock, { name, arn }, () => queue.settings, {
      journal: journal.messagesOf(name),
      metrics: metrics.of(name),
    });
    const queue: Queue = { ...recorded, arn, settings, messages };
    queues.set(name, queue);
    return queue;
  };
  for (const recorded of journal.queues()) add(recorded);

  return {
    create(name, attributes) {
      const all = { ...defaultQueueAttributes, ...attributes };
      assertRedrive(arnOf(name), toQueueSettings(all));
      const nowMs = clock.nowMs();
      const queue = add({ name, attributes: all, createdAtMs: nowMs, modifiedAtMs: nowMs });
      journal.record(queue);
      return queue;
    },
    setAttributes(queue, attributes) {
      // An empty text takes an attribute back to its default.
      const kept = Object.entries({ ...queue.attributes, ...attributes }).filter(([, value]) => value !== '');
      const all = { ...defaultQueueAttributes, ...Object.fromEntries(kept) };
      const settings = toQueueSettings(all);
      assertRedrive(queue.arn, settings);
      queue.attributes = all;
      queue.settings = settings;
      queue.modifiedAtMs = clock.nowMs();
      journal.record(queue);
    },
    delete(queue) {
      queue.messages.clear();
      queues.delete(queue.name);
      journal.forget(queue.name);
    },
    list: () => [...queues.values()],
    find: (name) => queues.get(name),
    findByArn,
    ofUrl(queueUrl) {
      if (!queueUrl) throw missingParameter('QueueUrl');
      const queue = queues.get(queueNameOfUrl(queueUrl));
      if (!queue) throw queueDoesNotExist();
      return queue;
    },
    urlOf: (name) => `${endpoint()}/${accountId}/${name}`,
    arnOf,
    deliver(queue, message, delaySeconds) {
      queue.messages.add(message, delaySeconds);
      if (!isDeadLetterQueue(queue.arn)) return;
      const attributes = Object.entries(message.attributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
      observer.emit({
        kind: 'message-dead-lettered',
        queueName: queue.name,
        body: message.body,
        attributes: Object.fromEntries(attributes),
      });
    },
    declareDeadLetterQueue: (queueArn) => {
      if (declared.has(queueArn)) return;
      declared.add(queueArn);
      journal.recordDeadLetterQueue(queueArn);
    },
  };
}
