import type { Journal } from '../../journal/journal.ts';
import type { NewMessage, QueuedMessage } from './queue.ts';
import type { QueueAttributes } from './queue-attributes.ts';

/** A message between two processes: instead of its timer the instant at which it becomes visible. */
interface RecordedMessage extends NewMessage {
  readonly state: QueuedMessage['state'];
  readonly receiveCount: number;
  readonly firstReceivedAtMs?: number;
  readonly shownNumber: number;
  readonly visibleAtMs?: number;
}

/** The messages of one queue. */
export interface MessageJournal {
  messages(): Iterable<RecordedMessage>;
  record(message: QueuedMessage): void;
  forget(message: QueuedMessage): void;
  nextNumber(): number;
}

interface RecordedQueue {
  readonly name: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly attributes: QueueAttributes;
}

export interface QueueJournal {
  queues(): Iterable<RecordedQueue>;
  record(queue: RecordedQueue): void;
  forget(queueName: string): void;
  messagesOf(queueName: string): MessageJournal;
  deadLetterQueues(): Iterable<string>;
  recordDeadLetterQueue(queueArn: string): void;
}

const stores = {
  queues: 'sqs/queues',
  deadLetterQueues: 'sqs/dead-letter-queues',
  messagesOf: (queueName: string) => `sqs/messages/${queueName}`,
};

export function createQueueJournal(journal: Journal): QueueJournal {
  return {
    *queues() {
      for (const [, queue] of journal.load<RecordedQueue>(stores.queues)) yield queue;
    },
    record: (queue) =>
      journal.put(stores.queues, queue.name, (): RecordedQueue => {
        const { name, createdAtMs, modifiedAtMs, attributes } = queue;
        return { name, createdAtMs, modifiedAtMs, attributes };
      }),
    forget: (queueName) => journal.remove(stores.queues, queueName),
    messagesOf: (queueName) => createMessageJournal(journal, stores.messagesOf(queueName)),
    *deadLetterQueues() {
      for (const [queueArn] of journal.load(stores.deadLetterQueues)) yield queueArn;
    },
    recordDeadLetterQueue: (queueArn) => journal.put(stores.deadLetterQueues, queueArn, () => true),
  };
}

function createMessageJournal(journal: Journal, store: string): MessageJournal {
  return {
    *messages() {
      for (const [, message] of journal.load<RecordedMessage>(store)) yield message;
    },
    record: (message) =>
      journal.put(store, message.messageId, (): RecordedMessage => {
        const { timer, ...rest } = message;
        return timer === undefined ? rest : { ...rest, visibleAtMs: timer.dueMs };
      }),
    forget: ({ messageId }) => journal.remove(store, messageId),
    nextNumber: journal.nextNumber,
  };
}
