/**
 * Carries messages from a queue to a function, as Lambda's pollers do, but woken instead of polling.
 *
 * M1  No wake-up is lost: one that comes while a receive is under way makes the mapping look again.
 * M2  A message is deleted after the invocation that had it succeeded, and only then; every other message stays hidden
 *     until its visibility timeout ends.
 * M3  At most `maximumConcurrency` batches are with the function at once.
 */
import type { Timer } from '../../clock/clock.ts';
import { isAwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ServiceName } from '../../kernel/service.ts';
import { failedItems } from './batch-response.ts';
import type { FunctionArns, FunctionReference } from './function-reference.ts';
import type { FunctionStore } from './function-store.ts';
import type { Invoker } from './invoker.ts';
import { lambdaLimits } from './limits.ts';
import { type ReceivedMessage, type SqsBatch, toSqsBatches } from './sqs-event.ts';

export interface MappingDefinition {
  readonly uuid: string;
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly function: FunctionReference;
  readonly batchSize: number;
  /** How long a batch that is not full waits for more messages. Unit: milliseconds. */
  readonly batchingWindowMs: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
}

export interface MappingSurroundings {
  readonly kernel: Kernel;
  readonly store: FunctionStore;
  readonly arns: FunctionArns;
  readonly invoker: Invoker;
  /** How many batches may really be with a function at once, of as many as its mapping would allow. */
  readonly limitConcurrency: (maximum: number) => number;
  /** Calls `listener` whenever messages of a queue may have become visible; the result ends that. */
  readonly onMessagesVisible: (queueArn: string, listener: () => void) => () => void;
}

const mostPerReceive = 10;

/** Starts a mapping, with what the queue holds already. Returns what stops it; batches under way are finished. */
export function startMapping(definition: MappingDefinition, surroundings: MappingSurroundings): () => void {
  const { kernel, store, arns, invoker, limitConcurrency } = surroundings;
  const { queueArn, queueUrl, batchSize, batchingWindowMs } = definition;
  const label = `queue ${queueArn.split(':').at(-1)} to lambda ${definition.function.name}`;

  /** Received and not with the function yet. */
  const gathered: ReceivedMessage[] = [];
  let window: Timer | undefined;
  let retry: Timer | undefined;
  let failedReceives = 0;
  let wakeUps = 0;
  let delivering = 0;
  let isReceiving = false;
  let isSaturated = false;
  let isStopped = false;

  const callAsFunction = (service: ServiceName, operation: string, input: unknown): Promise<unknown> => {
    const { version } = store.resolve(definition.function);
    const { roleArn } = version.configuration;
    return kernel.call({
      service,
      operation,
      input,
      caller: { kind: 'role', roleArn, sessionName: version.functionName },
    });
  };

  const receive = async (most: number): Promise<readonly ReceivedMessage[]> => {
    const answer = await callAsFunction('sqs', 'ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: 0,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (answer as { Messages?: readonly ReceivedMessage[] }).Messages ?? [];
  };

  const wake = (): void => {
    wakeUps += 1;
    if (isStopped || isReceiving) return;
    isReceiving = true;
    kernel.work.start(label, async () => {
      try {
        await receiveAll();
        failedReceives = 0;
      } catch (error) {
        if (!isAwsError(error)) throw error;
        // An outage of the queue or a missing permission, which the report names: pollers try again, ever more slowly.
        retryReceiving();
      } finally {
        isReceiving = false;
      }
    });
  };

  const receiveAll = async (): Promise<void> => {
    while (!isStopped) {
      if (delivering >= limitConcurrency(definition.maximumConcurrency)) {
        isSaturated = true;
        return;
      }
      const seenWakeUps = wakeUps;
      const wanted = Math.min(mostPerReceive, batchSize - gathered.length);
      const messages = await receive(wanted);
      gathered.push(...messages);
      if (gathered.length >= batchSize || (gathered.length > 0 && batchingWindowMs === 0)) deliverGathered();
      else if (gathered.length > 0) openWindow();
      if (messages.length < wanted && wakeUps === seenWakeUps) return;
    }
  };

  const retryReceiving = (): void => {
    const { first, longest } = lambdaLimits.mappingRetryDelayMs;
    const delayMs = Math.min(first * 2 ** failedReceives, longest);
    failedReceives += 1;
    retry?.cancel();
    retry = kernel.clock.setTimer(kernel.clock.nowMs() + delayMs, wake);
  };

  const openWindow = (): void => {
    window ??= kernel.clock.setTimer(kernel.clock.nowMs() + batchingWindowMs, deliverGathered);
  };

  const deliverGathered = (): void => {
    window?.cancel();
    window = undefined;
    for (const batch of toSqsBatches(gathered.splice(0), queueArn, kernel.region)) {
      delivering += 1;
      kernel.work.start(label, async () => {
        try {
          await deliver(batch);
        } finally {
          delivering -= 1;
          if (isSaturated) {
            isSaturated = false;
            wake();
          }
        }
      });
    }
  };

  const deliver = async (batch: SqsBatch): Promise<void> => {
    const failed = await invoke(batch);
    const done = batch.messages.filter(({ MessageId }) => !failed.has(MessageId));
    for (let index = 0; index < done.length; index += mostPerReceive) {
      const entries = done.slice(index, index + mostPerReceive).map(({ ReceiptHandle }, position) => ({
        Id: String(position),
        ReceiptHandle,
      }));
      await callAsFunction('sqs', 'DeleteMessageBatch', { QueueUrl: queueUrl, Entries: entries });
    }
  };

  /** Identifiers of the messages that the function did not take. */
  const invoke = async ({ messages, payload }: SqsBatch): Promise<ReadonlySet<string>> => {
    const messageIds = messages.map(({ MessageId }) => MessageId);
    const { record, version } = store.resolve(definition.function);
    const invokedFunctionArn = arns.of(record.name, definition.function.qualifier);
    const requestId = kernel.identifiers.uuid();
    try {
      const { outcome } = await invoker.invoke({ record, version, invokedFunctionArn, payload, requestId });
      if (outcome.kind === 'failure') return new Set(messageIds);
      return definition.reportsItemFailures ? failedItems(outcome.payload, messageIds) : new Set();
    } catch (error) {
      // Throttled: the messages come again when their visibility timeout has ended.
      if (isAwsError(error)) return new Set(messageIds);
      throw error;
    }
  };

  const unsubscribe = surroundings.onMessagesVisible(queueArn, wake);
  wake();
  return () => {
    isStopped = true;
    unsubscribe();
    window?.cancel();
    retry?.cancel();
  };
}
