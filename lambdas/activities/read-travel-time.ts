/**
 * How long the driver of a leg still takes to where it ends, and whether that is news. Read for every assessment, whether or
 * not there is a driver.
 */
import * as z from 'zod';
import { isNews } from '../domain/assess-leg.ts';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { AssessmentRecords } from '../gateways/assessment-records.ts';
import type { Routes } from '../gateways/routes.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectRoutes } from './connections/connect-routes.ts';
import { assessmentShape } from './support/leg-schemas.ts';

const schema = z.object(assessmentShape);

interface Dependencies {
  readonly records: AssessmentRecords;
  readonly routes: Routes;
  readonly policy: Policy;
}

interface Result {
  /** Null: there is nothing to assess. */
  readonly minutes: number | null;
  /** The assessment has something to write or to tell because of it, with the vehicle as it was last known. */
  readonly isNews: boolean;
  /** Of the leg's record that this was held against. */
  readonly revision: number | null;
}

export const createReadTravelTime = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'read-travel-time', schema, connect, platform, run });

/** The place is read here and goes no further: where customers are is in no execution's data. */
async function run(
  { bookingId, legId, at, gridOf }: z.infer<typeof schema>,
  { nowMs }: HandlerContext,
  { records, routes, policy }: Dependencies,
): Promise<Result> {
  const { booking, leg } = await records.read(bookingId, legId);
  const content = booking?.content.legs.find(({ id }) => id === legId);
  // It has ended, or was removed a moment ago and its workflow is about to hear of it.
  if (!booking || !content || !leg || leg.outcome !== null) return { minutes: null, isNews: false, revision: null };

  const minutes = await routes.minutesTo({ legId, destination: content.location });
  const request = { atMs: parseInstant(at), gridOf, handledAtMs: nowMs() };
  const vehicle = { vehicleId: booking.content.vehicleId, kind: content.kind, isReady: null };
  return { minutes, isNews: isNews(leg, request, { minutes, vehicle }, policy), revision: leg.revision };
}

export const handler = createReadTravelTime(() => ({
  records: connectRecords(process.env).assessments,
  routes: connectRoutes(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
