/** Reads the travel time and judges, in one function, after the machine has asked the vehicle. What cannot be read counts as unknown. */
import { handler as assess } from '../../../../lambdas/activities/assess-leg.ts';
import { handler as readTravelTime } from '../../../../lambdas/activities/read-travel-time.ts';
import type { InvocationContext } from '../../../../lambdas/middleware/create-handler.ts';

interface Request {
  readonly legId: string;
  readonly bookingId: string;
  readonly at: string;
  readonly gridOf: string | null;
  readonly vehicle: object | null;
}

export async function handler(request: Request, context: InvocationContext) {
  const { minutes } = await readTravelTime(request, context).catch(() => ({ minutes: null }));
  return assess({ ...request, minutes }, context);
}
