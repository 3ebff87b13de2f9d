/**
 * Today's activity, which says besides what a workflow needs that waits for its own grid: the segments that the leg's window
 * has. It takes them from the record that the activity has read anyway, so that it costs nothing more.
 */
import { createApplyLegSignal } from '../../../../lambdas/activities/apply-leg-signal.ts';
import { connectRecords } from '../../../../lambdas/activities/connections/connect-records.ts';
import { gridOf } from '../../../../lambdas/domain/leg-grid.ts';
import { readPolicy } from '../../../../lambdas/domain/policy.ts';
import type { LegState } from '../../../../lambdas/domain/trip-leg.ts';
import type { InvocationContext } from '../../../../lambdas/middleware/create-handler.ts';

const policy = readPolicy(process.env.LEGWORK_POLICY);
/** Of this invocation: an environment has one at a time. */
let seen: LegState | undefined;

const apply = createApplyLegSignal(() => {
  const { bookings, legs } = connectRecords(process.env);
  return {
    bookings,
    policy,
    legs: {
      ...legs,
      async read(legId) {
        seen = await legs.read(legId);
        return seen;
      },
      async write(state) {
        seen = await legs.write(state);
        return seen;
      },
    },
  };
});

export async function handler(event: unknown, context: InvocationContext) {
  const result = await apply(event, context);
  const window = seen?.outcome === null ? seen.window : null;
  return {
    ...result,
    gridOf: window?.start ?? null,
    grid: window
      ? gridOf(window, policy).map(({ firstMs, lastMs, everyMinutes }) => ({
          firstMs,
          lastMs,
          everyMs: everyMinutes * 60_000,
        }))
      : [],
  };
}
