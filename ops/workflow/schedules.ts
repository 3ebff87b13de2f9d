/** The schedules that a workflow has made, and whether Scheduler has them still. */
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import type { BookingState, ReminderEntry } from '../../lambdas/domain/booking.ts';
import { legScheduleName } from '../../lambdas/domain/leg-grid.ts';
import type { SubscriptionState } from '../../lambdas/domain/subscription.ts';
import type { LegState } from '../../lambdas/domain/trip-leg.ts';
import type { Connection } from '../support/connection.ts';
import { isMissing } from '../support/failures.ts';
import type { StoredWorkflow } from './read-workflow.ts';

export interface PlannedSchedule {
  readonly group: string;
  readonly name: string;
  /** What it is for: a kind of reminder, `assessment`, `vehicle-check`. */
  readonly kind: string;
  /** When it fires, where that is one instant. */
  readonly dueAt: string | null;
}

export interface FoundSchedule extends PlannedSchedule {
  /** Null: Scheduler does not have it (any more). */
  readonly expression: string | null;
}

/** What the record says there should be: intents included, whatever is to be withdrawn left out. */
export function plannedSchedules({ key, record }: StoredWorkflow, prefix: string): readonly PlannedSchedule[] {
  if (record === undefined) return [];
  switch (key.type) {
    case 'booking':
    case 'subscription':
      return reminders(prefix, (record as unknown as BookingState | SubscriptionState).reminders);
    case 'trip-leg': {
      const { schedules } = record as unknown as LegState;
      return schedules.segments.map((segment) => ({
        group: `${prefix}-leg-assessment`,
        name: legScheduleName(key.id, segment),
        kind: `assessment (${segment})`,
        dueAt: null,
      }));
    }
    case 'rental-watch':
      return record.endedAt === null
        ? [{ group: `${prefix}-vehicle-check`, name: key.id, kind: 'vehicle-check', dueAt: null }]
        : [];
    default:
      return [];
  }
}

function reminders(prefix: string, entries: Readonly<Record<string, ReminderEntry>>): readonly PlannedSchedule[] {
  return Object.entries(entries)
    .filter(([, { status }]) => status !== 'to-withdraw')
    .map(([name, { kind, dueAt }]) => ({ group: `${prefix}-reminders`, name, kind, dueAt }))
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
}

/** Asks Scheduler for each. One that has fired has removed itself. */
export async function findSchedules(
  { scheduler }: Connection,
  planned: readonly PlannedSchedule[],
): Promise<readonly FoundSchedule[]> {
  const found: FoundSchedule[] = [];
  for (const schedule of planned) {
    const expression = await scheduler
      .send(new GetScheduleCommand({ GroupName: schedule.group, Name: schedule.name }))
      .then(({ ScheduleExpression = null }) => ScheduleExpression)
      .catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      });
    found.push({ ...schedule, expression });
  }
  return found;
}
