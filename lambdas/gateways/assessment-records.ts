import type { BookingState } from '../domain/booking.ts';
import type { LegState } from '../domain/trip-leg.ts';
import { type RecordsOptions, readItems, stateOf, stateSortKey } from './records.ts';

/** What an assessment of a leg goes by, as far as Legwork has it itself. */
export interface AssessmentRecords {
  /** The records of the booking and of its leg, consistently and in one call: there is one for each input, every few minutes. */
  read(bookingId: string, legId: string): Promise<AssessmentRecordPair>;
}

interface AssessmentRecordPair {
  readonly booking: BookingState | undefined;
  readonly leg: LegState | undefined;
}

export function createAssessmentRecords(options: RecordsOptions): AssessmentRecords {
  return {
    async read(bookingId, legId) {
      const [booking, leg] = await readItems(options, [
        { pk: `booking#${bookingId}`, sk: stateSortKey },
        { pk: `trip-leg#${legId}`, sk: stateSortKey },
      ]);
      return { booking: booking && stateOf<BookingState>(booking), leg: leg && stateOf<LegState>(leg) };
    },
  };
}
