import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { createQueueOperation } from './operations/create-queue.ts';
import { messageMoveTaskOperations } from './operations/message-move-tasks.ts';
import { getQueueAttributesOperation, setQueueAttributesOperation } from './operations/queue-attributes-operations.ts';
import {
  deleteQueueOperation,
  getQueueUrlOperation,
  listQueuesOperation,
  purgeQueueOperation,
} from './operations/queue-directory.ts';
import {
  changeMessageVisibilityBatchOperation,
  changeMessageVisibilityOperation,
  deleteMessageBatchOperation,
  deleteMessageOperation,
} from './operations/receipts.ts';
import { receiveMessageOperation } from './operations/receive-message.ts';
import { sendMessageBatchOperation, sendMessageOperation } from './operations/send-message.ts';
import type { QueuedMessage } from './queue.ts';
import { createQueueMetrics, type QueueMetricsSink } from './queue-metrics.ts';
import { createQueueStore, queueNameOfArn } from './queue-store.ts';
import { queueProvider } from './resources/queue.ts';
import { queuePolicyProvider } from './resources/queue-policy.ts';
import { queueDoesNotExist } from './sqs-errors.ts';

export interface SqsService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /**
   * Calls `listener` whenever messages of the queue may have become visible, from the code that made them so: it must not
   * throw, and starts its own work. Returns what ends it. Throws `QueueDoesNotExist`.
   */
  onMessagesVisible(queueArn: string, listener: () => void): () => void;
  queueUrlOfArn(queueArn: string): string;
  /** Makes the observer tell of every message that arrives in the queue, as it does for the targets of redrive policies. */
  declareDeadLetterQueue(queueArn: string): void;
  /** Messages that a queue holds, for reports; receives nothing. */
  messages(queueName: string): readonly QueuedMessage[];
}

/**
 * @param endpoint where the runtime listens, known only once it does
 * @param metrics what is told of the queues; default: nothing is
 */
export function createSqsService(kernel: Kernel, endpoint: () => string, metrics?: QueueMetricsSink): SqsService {
  const queues = createQueueStore(kernel, endpoint, createQueueMetrics(metrics));
  const context = { kernel, queues };
  const moveTasks = messageMoveTaskOperations(context);
  return {
    service: {
      name: 'sqs',
      operations: {
        ChangeMessageVisibility: changeMessageVisibilityOperation(context),
        ChangeMessageVisibilityBatch: changeMessageVisibilityBatchOperation(context),
        CreateQueue: createQueueOperation(context),
        DeleteMessage: deleteMessageOperation(context),
        DeleteMessageBatch: deleteMessageBatchOperation(context),
        DeleteQueue: deleteQueueOperation(context),
        GetQueueAttributes: getQueueAttributesOperation(context),
        GetQueueUrl: getQueueUrlOperation(context),
        ListMessageMoveTasks: moveTasks.list,
        ListQueues: listQueuesOperation(context),
        PurgeQueue: purgeQueueOperation(context),
        ReceiveMessage: receiveMessageOperation(context),
        SendMessage: sendMessageOperation(context),
        SendMessageBatch: sendMessageBatchOperation(context),
        SetQueueAttributes: setQueueAttributesOperation(context),
        StartMessageMoveTask: moveTasks.start,
      },
    },
    resourceProviders: [queueProvider(context), queuePolicyProvider(context)],
    onMessagesVisible(queueArn, listener) {
      const queue = queues.findByArn(queueArn);
      if (!queue) throw queueDoesNotExist();
      return queue.messages.onVisible(listener);
    },
    queueUrlOfArn: (queueArn) => queues.urlOf(queueNameOfArn(queueArn)),
    declareDeadLetterQueue: queues.declareDeadLetterQueue,
    messages: (queueName) => queues.find(queueName)?.messages.messages() ?? [],
  };
}
