import { parseInstant } from '../domain/instants.ts';
import type { QuietAnswers, RentalWatchState } from '../domain/rental-watch.ts';
import {
  noteOnRecord,
  type RecordsOptions,
  readItems,
  readRecord,
  recordRetentionSeconds,
  stateOf,
  stateSortKey,
  writeRecord,
} from './records.ts';

/**
 * The records of rental watches. All reads are consistent.
 *
 * Q1  Quiet answers stand beside the revision that they were reckoned from, and go with the next write of the record.
 */
export interface RentalWatchRecords {
  read(bookingId: string): Promise<RentalWatchState | undefined>;
  /** The record, and whom a check gives its sign of life to: one call, as there is a check every few minutes. */
  readForCheck(bookingId: string): Promise<WatchForCheck>;
  /** @throws StorageConflict if the record is not the one that was read any more */
  write(state: RentalWatchState): Promise<RentalWatchState>;
  /** Notes what need not be judged; does nothing where another write came between (Q1). */
  noteQuiet(state: RentalWatchState, note: QuietNote): Promise<void>;
}

/** What a check whose answer is quiet needs to know, and nothing else. */
interface QuietNote {
  readonly answers: QuietAnswers;
  /** Definition version that they were reckoned by: another one may have other rules. */
  readonly by: string;
  /** Whom such a check gives its sign of life to. */
  readonly token: string;
}

interface WatchForCheck {
  readonly watch: RentalWatchState | undefined;
  /** Task token of the workflow's wait; null where it does not wait just now, or has closed. */
  readonly token: string | null;
  /** What is noted for this revision; null where nothing is. */
  readonly note: Pick<QuietNote, 'by' | 'token'> | null;
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
      const quiet = record?.quiet as WatchForCheck['note'] | undefined;
      return {
        watch: record && stateOf<RentalWatchState>(record),
        token: wait?.token ?? null,
        note: quiet ? { by: quiet.by, token: quiet.token } : null,
      };
    },
    write: (state) =>
      writeRecord(
        options,
        partition(state.bookingId),
        state,
        state.endedAt === null ? undefined : Math.floor(parseInstant(state.endedAt) / 1_000) + recordRetentionSeconds,
      ),
    noteQuiet: (state, { answers, by, token }) =>
      noteOnRecord(options, partition(state.bookingId), state, { quiet: { ...answers, by, token } }),
  };
}
