/** Everything about one workflow, as `legwork show` prints it and as its JSON has it. No personal data. */
import type { BookingState } from '../../lambdas/domain/booking.ts';
import type { DepositState } from '../../lambdas/domain/deposit.ts';
import type { SubscriptionState } from '../../lambdas/domain/subscription.ts';
import type { WorkflowKey } from '../../lambdas/domain/workflow-types.ts';
import { type Operation, partitionKey } from '../../lambdas/signals/protocol/items.ts';
import { overdueGraceSeconds } from '../../lambdas/signals/protocol/limits.ts';
import { readInstances } from '../support/open-workflows.ts';
import type { Session } from '../support/session.ts';
import { type ExecutionSummary, readExecution } from './execution.ts';
import { depositMoney, type MoneyLine, subscriptionMoney } from './money.ts';
import { executionArnOf, isPending, readRecordOf, readWorkflow, type StoredWorkflow } from './read-workflow.ts';
import { type FoundSchedule, findSchedules, plannedSchedules } from './schedules.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';

export interface WorkflowDescription extends WorkflowKey {
  readonly run: number;
  readonly status: string;
  readonly phase: string | null;
  readonly definitionVersion: string | null;
  readonly isStale: boolean;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly parent: string | null;
  /** What was done to it last, by an operator or by the sweeper. */
  readonly operation: Operation | null;
  /** Null: it is at work, or closed. */
  readonly wait: { readonly accepts: readonly string[]; readonly until: string | null } | null;
  readonly pendingSignals: readonly { readonly type: string; readonly key: string; readonly since: string }[];
  readonly schedules: readonly FoundSchedule[];
  readonly children: readonly ChildSummary[];
  readonly money: readonly MoneyLine[];
  readonly timeline: readonly TimelineEntry[];
  readonly execution: ExecutionSummary;
}

interface ChildSummary {
  readonly workflow: string;
  readonly status: string;
  readonly phase: string | null;
}

/** @param stateCount how many of the states that the execution entered last */
export async function describeWorkflow(
  { connection, surroundings, target }: Session,
  key: WorkflowKey,
  stateCount: number,
): Promise<WorkflowDescription> {
  const stored = await readWorkflow(connection, key);
  const { instance, signals } = stored;
  const now = new Date(surroundings.nowMs()).toISOString();
  const children = await readInstances(connection, surroundings, childrenOf(stored).map(partitionKey));
  return {
    ...key,
    run: instance.run,
    status: instance.status,
    phase: instance.phase ?? null,
    definitionVersion: instance.definitionVersion ?? null,
    isStale: instance.expectedBy !== undefined && instance.expectedBy < now,
    openedAt: instance.openedAt,
    closedAt: instance.closedAt ?? null,
    parent: instance.parent ?? null,
    operation: instance.operation ?? null,
    wait:
      instance.wait === undefined ? null : { accepts: instance.wait.accepts, until: waitUntil(instance.expectedBy) },
    pendingSignals: signals
      .filter((signal) => isPending(signal, instance))
      .map(({ type, sk, pendingSince = '' }) => ({ type, key: sk, since: pendingSince })),
    schedules: await findSchedules(connection, plannedSchedules(stored, target.prefix)),
    children: children.map(({ pk, status, phase }) => ({ workflow: pk, status, phase: phase ?? null })),
    money: await moneyOf(connection, stored),
    timeline: timelineOf(stored),
    execution: await readExecution(
      connection,
      await executionArnOf(connection, { ...key, run: instance.run }),
      stateCount,
    ),
  };
}

/** A wait is expected to end by its timeout, and the instance is overdue a grace later. */
function waitUntil(expectedBy: string | undefined): string | null {
  return expectedBy === undefined ? null : new Date(Date.parse(expectedBy) - overdueGraceSeconds * 1_000).toISOString();
}

/** Workflows that were begun for a booking. */
export function childrenOf({ key, record }: StoredWorkflow): readonly WorkflowKey[] {
  if (key.type !== 'booking' || record === undefined) return [];
  return Object.values((record as unknown as BookingState).followers).map(({ type, id }) => ({ type, id }));
}

async function moneyOf(
  connection: Session['connection'],
  { key, record }: StoredWorkflow,
): Promise<readonly MoneyLine[]> {
  switch (key.type) {
    case 'booking': {
      const deposit = await readRecordOf(connection, { type: 'deposit', id: key.id });
      return depositMoney(
        record as unknown as BookingState | undefined,
        deposit as unknown as DepositState | undefined,
      );
    }
    case 'deposit': {
      const booking = await readRecordOf(connection, { type: 'booking', id: key.id });
      return depositMoney(
        booking as unknown as BookingState | undefined,
        record as unknown as DepositState | undefined,
      );
    }
    case 'subscription':
      return record === undefined ? [] : subscriptionMoney(record as unknown as SubscriptionState);
    default:
      return [];
  }
}
