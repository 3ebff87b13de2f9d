/** What the two reads of an assessment have in common: the leg as it is now, and whether what was read of it is news. */
import { type AssessmentInputs, isNews } from '../../domain/assess-leg.ts';
import type { BookingContent } from '../../domain/event-schemas.ts';
import { parseInstant } from '../../domain/instants.ts';
import type { Policy } from '../../domain/policy.ts';
import type { LegState } from '../../domain/trip-leg.ts';
import type { AssessmentRecords } from '../../gateways/assessment-records.ts';

/** One assessment, as its machine names it. */
interface AssessmentName {
  readonly legId: string;
  readonly bookingId: string;
  readonly at: string;
  readonly gridOf: string | null;
}

interface AssessedLeg {
  /** Of the booking, as it is now. */
  readonly vehicleId: string;
  readonly content: BookingContent['legs'][number];
  readonly record: LegState;
}

/** Undefined: it has ended, or was removed a moment ago and its workflow is about to hear of it. There is nothing to assess. */
export async function readAssessedLeg(
  { bookingId, legId }: AssessmentName,
  records: AssessmentRecords,
): Promise<AssessedLeg | undefined> {
  const { booking, leg: record } = await records.read(bookingId, legId);
  const content = booking?.content.legs.find(({ id }) => id === legId);
  if (!booking || !content || !record || record.outcome !== null) return undefined;
  return { vehicleId: booking.content.vehicleId, content, record };
}

/** Whether the assessment has anything to do because of this input. What was not read is null: it is as it was last known. */
export function isInputNews(
  { vehicleId, content, record }: AssessedLeg,
  { at, gridOf }: AssessmentName,
  read: { readonly minutes: number | null; readonly isReady: boolean | null },
  handledAtMs: number,
  policy: Policy,
): boolean {
  const inputs: AssessmentInputs = {
    minutes: read.minutes,
    vehicle: { vehicleId, kind: content.kind, isReady: read.isReady },
  };
  return isNews(record, { atMs: parseInstant(at), gridOf, handledAtMs }, inputs, policy);
}
