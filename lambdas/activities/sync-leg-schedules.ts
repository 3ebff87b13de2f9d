/**
 * Brings the schedules of a leg's assessments in line with its record. The record was written before and says which there
 * may be, so that a crash in between leaves no schedule that nobody knows; everything here may be repeated.
 */
import * as z from 'zod';
import { formatInstant, parseInstant, secondMs } from '../domain/instants.ts';
import { type GridSegment, gridOf, latestGridInstantMs, legScheduleName, nextInstantMs } from '../domain/leg-grid.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { assessmentDue, type LegState } from '../domain/trip-leg.ts';
import type { LegRecords } from '../gateways/leg-records.ts';
import type { RecurringSchedules } from '../gateways/recurring-schedules.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectRecurringSchedules } from './connections/connect-recurring-schedules.ts';
import { legWorkflowSchema } from './support/leg-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({ workflow: legWorkflowSchema });

interface Dependencies {
  readonly legs: Pick<LegRecords, 'read' | 'write'>;
  readonly schedules: RecurringSchedules;
  readonly policy: Policy;
}

/** A schedule has to begin in the future when the Scheduler hears of it. Instants sooner than this have none. */
const leadMs = 10 * secondMs;

export const createSyncLegSchedules = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'sync-leg-schedules', schema, connect, platform, run });

/** @returns an instant of the grid that no schedule is left for, and that is to be assessed like an event; else null */
async function run(
  { workflow }: z.infer<typeof schema>,
  { nowMs }: HandlerContext,
  { legs, schedules, policy }: Dependencies,
) {
  const leg = requireRecord(await legs.read(workflow.id), 'trip leg', workflow.id);
  const { window, plannedAt, segments } = leg.schedules;
  const coveredUntilMs = nowMs() + leadMs;
  const grid = window ? gridOf(window, policy) : [];

  const scheduled: LegState['schedules']['segments'][number][] = [];
  for (const name of segments) {
    const segment = grid.find((one) => one.name === name);
    const startAtMs = segment && nextInstantMs(segment, coveredUntilMs);
    if (segment && startAtMs !== undefined) {
      await schedules.put(describe(leg, segment, startAtMs));
      scheduled.push(name);
    } else {
      await schedules.remove(legScheduleName(leg.legId, name));
    }
  }

  const missedMs = window ? latestGridInstantMs(window, coveredUntilMs, policy) : undefined;
  const isMissed = missedMs !== undefined && plannedAt !== null && missedMs > parseInstant(plannedAt);
  const written = await legs.write({
    ...leg,
    ...(isMissed && { askedAt: formatInstant(missedMs), hasBegunToAct: true }),
    schedules: { ...leg.schedules, segments: scheduled, isSynced: true },
  });
  return { assessAt: isMissed ? assessmentDue(written) : null };
}

function describe({ legId, bookingId, schedules }: LegState, segment: GridSegment, startAtMs: number) {
  const { name, everyMinutes, lastMs } = segment;
  return {
    name: legScheduleName(legId, name),
    subject: legId,
    everyMinutes,
    startAtMs,
    lastAtMs: lastMs,
    input: { legId, bookingId, gridOf: schedules.window?.start },
  };
}

export const handler = createSyncLegSchedules(() => ({
  legs: connectRecords(process.env).legs,
  schedules: connectRecurringSchedules(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
