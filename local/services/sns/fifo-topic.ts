import { createHash } from 'node:crypto';
import { invalidParameter } from './sns-errors.ts';

/** What a message to a FIFO topic says besides its contents. */
export interface FifoInput {
  readonly Message?: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

export interface FifoReceipt {
  readonly MessageId: string;
  /** 20 digits, rising within a topic. */
  readonly SequenceNumber: string;
}

export interface FifoTopic {
  /**
   * Takes a message, unless it took one with the same deduplication id within the last five minutes, whose receipt it then
   * gives. Throws `InvalidParameter`.
   */
  accept(
    input: FifoInput,
    nowMs: number,
    newId: () => string,
  ): { readonly receipt: FifoReceipt; readonly isNew: boolean };
}

const deduplicationMs = 5 * 60 * 1000;
const firstSequenceNumber = 10_000_000_000_000_000_000n;

export function createFifoTopic(isContentBased: boolean): FifoTopic {
  const taken = new Map<string, { readonly receipt: FifoReceipt; readonly atMs: number }>();
  let count = 0n;
  return {
    accept({ Message = '', MessageGroupId, MessageDeduplicationId }, nowMs, newId) {
      if (!MessageGroupId) throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
      const deduplicationId = MessageDeduplicationId ?? (isContentBased ? hashOf(Message) : undefined);
      if (!deduplicationId) {
        throw invalidParameter(
          'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
        );
      }
      for (const [id, { atMs }] of taken) if (nowMs - atMs >= deduplicationMs) taken.delete(id);
      const earlier = taken.get(deduplicationId);
      if (earlier !== undefined) return { receipt: earlier.receipt, isNew: false };
      const receipt = { MessageId: newId(), SequenceNumber: String(firstSequenceNumber + count) };
      count += 1n;
      taken.set(deduplicationId, { receipt, atMs: nowMs });
      return { receipt, isNew: true };
    },
  };
}

function hashOf(message: string): string {
  return createHash('sha256').update(message).digest('hex');
}
