import { parseInstant, secondMs } from '../domain/instants.ts';
import type { SubscriptionState } from '../domain/subscription.ts';
import { type RecordsOptions, readRecord, readSignalPayload, recordRetentionSeconds, writeRecord } from './records.ts';

/** The records of subscriptions, and the payloads of their signals. All reads are consistent. */
export interface SubscriptionRecords {
  read(subscriptionId: string): Promise<SubscriptionState | undefined>;
  /** @throws StorageConflict if the record is not the one that was read any more */
  write(state: SubscriptionState): Promise<SubscriptionState>;
  /** The payload of a signal; undefined once it has been consumed and cleaned. */
  readSignalPayload(subscriptionId: string, signalKey: string): Promise<unknown>;
}

const partition = (subscriptionId: string): string => `subscription#${subscriptionId}`;

export function createSubscriptionRecords(options: RecordsOptions): SubscriptionRecords {
  return {
    read: (subscriptionId) => readRecord(options, partition(subscriptionId)),
    write: (state) =>
      writeRecord(
        options,
        partition(state.subscriptionId),
        state,
        state.endedAt === null
          ? undefined
          : Math.floor(parseInstant(state.endedAt) / secondMs) + recordRetentionSeconds,
      ),
    readSignalPayload: (subscriptionId, signalKey) => readSignalPayload(options, partition(subscriptionId), signalKey),
  };
}
