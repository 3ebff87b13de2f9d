import { type BookingState, isOver } from '../domain/booking.ts';
import { parseInstant } from '../domain/instants.ts';
import { type RecordsOptions, readRecord, readSignalPayload, recordRetentionSeconds, writeRecord } from './records.ts';

/** The records of bookings, and the payloads of their signals. All reads are consistent. */
export interface BookingRecords {
  read(bookingId: string): Promise<BookingState | undefined>;
  /** @throws StorageConflict if the record is not the one that was read any more */
  write(state: BookingState): Promise<BookingState>;
  /** The payload of a signal; undefined once it has been consumed and cleaned. */
  readSignalPayload(bookingId: string, signalKey: string): Promise<unknown>;
}

const partition = (bookingId: string): string => `booking#${bookingId}`;

export function createBookingRecords(options: RecordsOptions): BookingRecords {
  return {
    read: (bookingId) => readRecord(options, partition(bookingId)),
    write: (state) =>
      writeRecord(
        options,
        partition(state.bookingId),
        state,
        isOver(state) ? Math.floor(parseInstant(state.updatedAt) / 1_000) + recordRetentionSeconds : undefined,
      ),
    readSignalPayload: (bookingId, signalKey) => readSignalPayload(options, partition(bookingId), signalKey),
  };
}
