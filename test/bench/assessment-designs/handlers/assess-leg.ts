/** Reads both inputs at the same time and judges, in one function. What cannot be read counts as unknown. */
import { handler as assess } from '../../../../lambdas/activities/assess-leg.ts';
import { handler as readVehicle } from '../../../../lambdas/activities/read-leg-vehicle.ts';
import { handler as readTravelTime } from '../../../../lambdas/activities/read-travel-time.ts';
import type { InvocationContext } from '../../../../lambdas/middleware/create-handler.ts';

interface Request {
  readonly legId: string;
  readonly bookingId: string;
  readonly at: string;
  readonly gridOf: string | null;
}

export async function handler(request: Request, context: InvocationContext) {
  const [{ minutes }, { vehicle }] = await Promise.all([
    readTravelTime(request, context).catch(() => ({ minutes: null })),
    readVehicle(request, context).catch(() => ({ vehicle: null })),
  ]);
  return assess({ ...request, minutes, vehicle }, context);
}
