/** Judges how a leg stands, by what could be read, and tells the world where its level has changed. */
import * as z from 'zod';
import { type AssessmentInputs, assessLeg } from '../domain/assess-leg.ts';
import type { BookingState } from '../domain/booking.ts';
import { parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { AssessmentRecords } from '../gateways/assessment-records.ts';
import type { LegRecords } from '../gateways/leg-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectEventBus } from './connections/connect-event-bus.ts';
import { connectUnfencedOnceStore } from './connections/connect-once-store.ts';
import { connectRecords } from './connections/connect-records.ts';
import { assessmentShape } from './support/leg-schemas.ts';
import { type Telling, tellRiskChange } from './support/tell-risk-change.ts';

const schema = z.object({
  ...assessmentShape,
  /** Null: it could not be had. */
  minutes: z.number().nonnegative().nullable(),
  /** Null: as above. */
  vehicle: z.object({ vehicleId: z.string(), isReady: z.boolean() }).nullable(),
});
type Input = z.infer<typeof schema>;

interface Dependencies extends Telling {
  readonly records: AssessmentRecords;
  readonly legs: Pick<LegRecords, 'write'>;
  readonly policy: Policy;
}

export const createAssessLeg = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'assess-leg', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, dependencies: Dependencies) {
  const { records, legs, policy } = dependencies;
  if (input.minutes === null) context.metrics.count('TravelTimeUnknown');
  if (input.vehicle === null) context.metrics.count('VehicleReadinessUnknown');
  const { booking, leg } = await records.read(input.bookingId, input.legId);
  if (!leg || leg.outcome !== null) return { level: null };

  // Left over by an assessment that died between its record and its event: first things first.
  const told = await tellRiskChange(leg, context, dependencies);
  const vehicle = nameVehicle(input, booking);
  const request = { atMs: parseInstant(input.at), gridOf: input.gridOf, handledAtMs: context.nowMs() };
  const assessed = vehicle ? assessLeg(told, request, { minutes: input.minutes, vehicle }, policy) : told;
  if (assessed === leg) return { level: leg.level };

  const written = await legs.write(assessed);
  const toldNow = await tellRiskChange(written, context, dependencies);
  if (toldNow !== written) await legs.write(toldNow);
  return { level: written.level };
}

/**
 * The vehicle that the booking names now; where its state could not be had, or another one's was read, what was last known
 * of it may still count. Undefined: the leg was removed from its booking a moment ago.
 */
function nameVehicle(
  { legId, vehicle }: Input,
  booking: BookingState | undefined,
): AssessmentInputs['vehicle'] | undefined {
  const leg = booking?.content.legs.find(({ id }) => id === legId);
  if (!booking || !leg) return undefined;
  const { vehicleId } = booking.content;
  return { vehicleId, kind: leg.kind, isReady: vehicle?.vehicleId === vehicleId ? vehicle.isReady : null };
}

export const handler = createAssessLeg(() => {
  const { legs, assessments: records } = connectRecords(process.env);
  return {
    records,
    legs,
    onceStore: connectUnfencedOnceStore(process.env),
    eventBus: connectEventBus(process.env),
    policy: readPolicy(process.env.LEGWORK_POLICY),
  };
});
