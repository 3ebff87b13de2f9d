import type { DepositState } from '../domain/deposit.ts';
import { type RecordsOptions, readRecord, writeRecord } from './records.ts';

/** The records of deposits. All reads are consistent. */
export interface DepositRecords {
  read(bookingId: string): Promise<DepositState | undefined>;
  /** @throws StorageConflict if the record is not the one that was read any more */
  write(state: DepositState): Promise<DepositState>;
}

const partition = (bookingId: string): string => `deposit#${bookingId}`;

export function createDepositRecords(options: RecordsOptions): DepositRecords {
  return {
    read: (bookingId) => readRecord(options, partition(bookingId)),
    write: (state) => writeRecord(options, partition(state.bookingId), state),
  };
}
