import { parseInstant } from '../domain/instants.ts';
import type { RentalWatchState } from '../domain/rental-watch.ts';
import {
  type RecordsOptions,
  readItems,
  readRecord,
  recordRetentionSeconds,
  stateOf,
  stateSortKey,
  writeRecord,
} from './records.ts';

/** The records of rental watches. All reads are consistent. */
export interface RentalWatchRecords {
  read(bookingId: string): Promise<RentalWatchState | undefined>;
  /** The record, and whom a check gives its sign of life to: one call, as there is a check every few minutes. */
  readForCheck(bookingId: string): Promise<WatchForCheck>;
  /** @throws StorageConflict if the record is not the one that was read any more */
  write(state: RentalWatchState): Promise<RentalWatchState>;
}

interface WatchForCheck {
  readonly watch: RentalWatchState | undefined;
  /** Task token of the workflow's wait; null where it does not wait just now, or has closed. */
  readonly token: string | null;
}

const partition = (bookingId: string): string => `rental-watch#${bookingId}`;

export function createRentalWatchRecords(options: RecordsOptions): RentalWatchRecords {
  return {
    read: (bookingId) => readRecord(options, partition(bookingId)),
    async readForCheck(bookingId) {
      const pk = partition(bookingId);
      const [record, instance] = await readItems(options, [
        { pk, sk: stateSortKey },
        { pk, sk: 'instance' },
      ]);
      const wait = instance?.wait as { readonly token: string } | undefined;
      return { watch: record && stateOf<RentalWatchState>(record), token: wait?.token ?? null };
    },
    write: (state) =>
      writeRecord(
        options,
        partition(state.bookingId),
        state,
        state.endedAt === null ? undefined : Math.floor(parseInstant(state.endedAt) / 1_000) + recordRetentionSeconds,
      ),
  };
}
