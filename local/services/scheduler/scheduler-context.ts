import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest } from '../../kernel/service.ts';
import type { DeadLetterQueues } from '../eventbridge/delivery/dead-letter.ts';
import type { ScheduleInput } from './schedule-definition.ts';
import { type ScheduleRunner, schedulerPrincipal } from './schedule-runner.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** What every operation of the service works with. */
export interface SchedulerContext {
  readonly kernel: Kernel;
  readonly store: ScheduleStore;
  readonly runner: ScheduleRunner;
  readonly queues: DeadLetterQueues;
}

export interface ScheduleName {
  readonly Name: string;
  readonly GroupName?: string;
}

export function scheduleAccess(
  { store }: SchedulerContext,
  action: string,
  { Name, GroupName }: ScheduleName,
): AccessRequest[] {
  return [{ action: `scheduler:${action}`, resource: store.scheduleArn(Name, GroupName) }];
}

/** Whoever writes a schedule must also be allowed to pass its target's role on. */
export function writeAccess(context: SchedulerContext, action: string, input: ScheduleInput): AccessRequest[] {
  const access = scheduleAccess(context, action, input);
  const roleArn = input.Target?.RoleArn;
  if (!roleArn) return access;
  return [
    ...access,
    { action: 'iam:PassRole', resource: roleArn, conditions: { 'iam:PassedToService': schedulerPrincipal } },
  ];
}

export function groupAccess({ store }: SchedulerContext, action: string, name: string): AccessRequest[] {
  return [{ action: `scheduler:${action}`, resource: store.groupArn(name) }];
}
