import { createHash } from 'node:crypto';
import type { Journal } from '../../journal/journal.ts';
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
  readonly isContentBased: boolean;
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

/** A message that was taken. */
interface Taken {
  readonly receipt: FifoReceipt;
  readonly atMs: number;
}

const deduplicationMs = 5 * 60 * 1000;
const firstSequenceNumber = 10_000_000_000_000_000_000n;

const stores = {
  counts: 'sns/fifo-counts',
  takenBy: (topicArn: string) => `sns/deduplication/${topicArn}`,
};

/** A topic with what the journal has of it. */
export function createFifoTopic(topicArn: string, isContentBased: boolean, journal: Journal): FifoTopic {
  const store = stores.takenBy(topicArn);
  const recovered = [...journal.load<Taken>(store)].sort(([, one], [, other]) => one.atMs - other.atMs);
  /** By deduplication id, oldest first. */
  const taken = new Map<string, Taken>(recovered);
  let count = journal.get<bigint>(stores.counts, topicArn) ?? 0n;

  const forgetOld = (nowMs: number): void => {
    for (const [id, { atMs }] of taken) {
      if (nowMs - atMs < deduplicationMs) return;
      taken.delete(id);
      journal.remove(store, id);
    }
  };

  return {
    isContentBased,
    accept({ Message = '', MessageGroupId, MessageDeduplicationId }, nowMs, newId) {
      if (!MessageGroupId) throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
      const deduplicationId = MessageDeduplicationId ?? (isContentBased ? hashOf(Message) : undefined);
      if (!deduplicationId) {
        throw invalidParameter(
          'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
        );
      }
      forgetOld(nowMs);
      const earlier = taken.get(deduplicationId);
      if (earlier !== undefined) return { receipt: earlier.receipt, isNew: false };
      const receipt = { MessageId: newId(), SequenceNumber: String(firstSequenceNumber + count) };
      count += 1n;
      taken.set(deduplicationId, { receipt, atMs: nowMs });
      journal.put(store, deduplicationId, () => ({ receipt, atMs: nowMs }) satisfies Taken);
      journal.put(stores.counts, topicArn, () => count);
      return { receipt, isNew: true };
    },
  };
}

function hashOf(message: string): string {
  return createHash('sha256').update(message).digest('hex');
}
