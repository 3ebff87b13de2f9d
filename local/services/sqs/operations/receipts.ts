import type { Operation } from '../../../kernel/service.ts';
import { type BatchOutput, runBatch } from '../batch.ts';
import { sqsLimits } from '../limits.ts';
import type { Queue } from '../queue-store.ts';
import { parseReceiptHandle } from '../receipt-handle.ts';
import { meterRequest, queueAccess, type SqsContext } from '../sqs-context.ts';
import { invalidParameter, missingParameter } from '../sqs-errors.ts';

/** Operations on what was received: delete it, or change how long it stays hidden. */

interface ReceiptEntry {
  readonly ReceiptHandle: string;
}
interface VisibilityEntry extends ReceiptEntry {
  readonly VisibilityTimeout: number;
}
type OfQueue<Entry> = Entry & { readonly QueueUrl: string };
interface BatchOf<Entry> {
  readonly QueueUrl: string;
  readonly Entries: ReadonlyArray<Entry & { readonly Id: string }>;
}

export function deleteMessageOperation(context: SqsContext): Operation<OfQueue<ReceiptEntry>> {
  return singly(context, 'DeleteMessage', remove);
}

export function deleteMessageBatchOperation(
  context: SqsContext,
): Operation<BatchOf<ReceiptEntry>, BatchOutput<object>> {
  return inBatches(context, 'DeleteMessage', remove);
}

export function changeMessageVisibilityOperation(context: SqsContext): Operation<OfQueue<VisibilityEntry>> {
  return singly(context, 'ChangeMessageVisibility', changeVisibility);
}

export function changeMessageVisibilityBatchOperation(
  context: SqsContext,
): Operation<BatchOf<VisibilityEntry>, BatchOutput<object>> {
  return inBatches(context, 'ChangeMessageVisibility', changeVisibility);
}

type Act<Entry> = (queue: Queue, entry: Entry) => void;

function singly<Entry>(context: SqsContext, action: string, act: Act<Entry>): Operation<OfQueue<Entry>> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, action, QueueUrl),
    handle: (input) => {
      act(context.queues.ofUrl(input.QueueUrl), input);
      meterRequest(context);
      return {};
    },
  };
}

function inBatches<Entry>(
  context: SqsContext,
  action: string,
  act: Act<Entry>,
): Operation<BatchOf<Entry>, BatchOutput<object>> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, action, QueueUrl),
    handle: ({ QueueUrl, Entries }) => {
      const queue = context.queues.ofUrl(QueueUrl);
      const output = runBatch(Entries, (entry) => {
        act(queue, entry);
        return {};
      });
      meterRequest(context);
      return output;
    },
  };
}

function remove(queue: Queue, { ReceiptHandle }: ReceiptEntry): void {
  if (!ReceiptHandle) throw missingParameter('ReceiptHandle');
  queue.messages.remove(parseReceiptHandle(ReceiptHandle, queue.name));
}

function changeVisibility(queue: Queue, { ReceiptHandle, VisibilityTimeout }: VisibilityEntry): void {
  if (!ReceiptHandle) throw missingParameter('ReceiptHandle');
  if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
  if (
    !Number.isInteger(VisibilityTimeout) ||
    VisibilityTimeout < 0 ||
    VisibilityTimeout > sqsLimits.visibilityTimeoutSeconds
  ) {
    throw invalidParameter(
      `Value ${VisibilityTimeout} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and ${sqsLimits.visibilityTimeoutSeconds}.`,
    );
  }
  queue.messages.changeVisibility(parseReceiptHandle(ReceiptHandle, queue.name), VisibilityTimeout);
}
