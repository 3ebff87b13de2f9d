/** Whether the vehicle that the booking of a leg names now is ready. Read for every assessment. */
import * as z from 'zod';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { LegKind } from '../domain/trip-leg.ts';
import type { AssessmentRecords } from '../gateways/assessment-records.ts';
import type { Vehicles } from '../gateways/vehicles.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectVehicles } from './connections/connect-vehicles.ts';
import { isInputNews, readAssessedLeg } from './support/input-news.ts';
import { assessmentShape } from './support/leg-schemas.ts';

const schema = z.object(assessmentShape);

interface Dependencies {
  readonly records: AssessmentRecords;
  readonly vehicles: Vehicles;
  readonly policy: Policy;
}

interface Result {
  /** Null: there is nothing to assess. */
  readonly vehicle: { readonly vehicleId: string; readonly kind: LegKind; readonly isReady: boolean } | null;
  /** The assessment has something to write or to tell because of it. */
  readonly isNews: boolean;
  /** Of the leg's record that this was held against. */
  readonly revision: number | null;
}

export const createReadLegVehicle = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'read-leg-vehicle', schema, connect, platform, run });

/** Answers the leg's kind too, so that an assessment reads the booking no third time. */
async function run(
  assessment: z.infer<typeof schema>,
  { nowMs }: HandlerContext,
  { records, vehicles, policy }: Dependencies,
): Promise<Result> {
  const leg = await readAssessedLeg(assessment, records);
  if (!leg) return { vehicle: null, isNews: false, revision: null };
  const { vehicleId, content } = leg;
  const { ready: isReady } = await vehicles.stateOf(vehicleId);
  return {
    vehicle: { vehicleId, kind: content.kind, isReady },
    isNews: isInputNews(leg, assessment, { minutes: null, isReady }, nowMs(), policy),
    revision: leg.record.revision,
  };
}

export const handler = createReadLegVehicle(() => ({
  records: connectRecords(process.env).assessments,
  vehicles: connectVehicles(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
