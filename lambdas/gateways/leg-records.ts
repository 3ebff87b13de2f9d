import { parseInstant, secondMs } from '../domain/instants.ts';
import type { LegState } from '../domain/trip-leg.ts';
import { type RecordsOptions, readRecord, readSignalPayload, recordRetentionSeconds, writeRecord } from './records.ts';

/** The records of trip legs, and the payloads of their signals. All reads are consistent. */
export interface LegRecords {
  read(legId: string): Promise<LegState | undefined>;
  /** @throws StorageConflict if the record is not the one that was read any more */
  write(state: LegState): Promise<LegState>;
  /** The payload of a signal; undefined once it has been consumed and cleaned. */
  readSignalPayload(legId: string, signalKey: string): Promise<unknown>;
}

const partition = (legId: string): string => `trip-leg#${legId}`;

export function createLegRecords(options: RecordsOptions): LegRecords {
  return {
    read: (legId) => readRecord(options, partition(legId)),
    write: (state) =>
      writeRecord(
        options,
        partition(state.legId),
        state,
        state.outcome === null
          ? undefined
          : Math.floor(parseInstant(state.updatedAt) / secondMs) + recordRetentionSeconds,
      ),
    readSignalPayload: (legId, signalKey) => readSignalPayload(options, partition(legId), signalKey),
  };
}
