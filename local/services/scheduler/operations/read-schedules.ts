import type { Operation } from '../../../kernel/service.ts';
import { schedulerLimits } from '../limits.ts';
import type { Schedule, ScheduleGroup } from '../schedule-store.ts';
import { type ScheduleName, type SchedulerContext, scheduleAccess } from '../scheduler-context.ts';
import { invalid } from '../scheduler-errors.ts';

export function getScheduleOperation(context: SchedulerContext): Operation<ScheduleName> {
  return {
    access: (input) => scheduleAccess(context, 'GetSchedule', input),
    handle: ({ Name, GroupName }) => describe(context.store.schedule(Name, GroupName)),
  };
}

export function deleteScheduleOperation(context: SchedulerContext): Operation<ScheduleName> {
  return {
    access: (input) => scheduleAccess(context, 'DeleteSchedule', input),
    handle: ({ Name, GroupName }) => {
      const schedule = context.store.schedule(Name, GroupName);
      context.runner.disarm(schedule);
      context.store.removeSchedule(schedule);
      return {};
    },
  };
}

interface ListInput {
  readonly GroupName?: string;
  readonly NamePrefix?: string;
  readonly State?: string;
  readonly MaxResults?: number;
  /** `group/name` of the last one shown. */
  readonly NextToken?: string;
}

export function listSchedulesOperation(context: SchedulerContext): Operation<ListInput> {
  return {
    access: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
    handle: ({ GroupName, NamePrefix = '', State, MaxResults = schedulerLimits.listed, NextToken }) => {
      const most = Number(MaxResults);
      if (!Number.isInteger(most) || most < 1 || most > schedulerLimits.listed) {
        throw invalid(`MaxResults must be between 1 and ${schedulerLimits.listed}.`);
      }
      const groups = GroupName === undefined ? sortedGroups(context) : [context.store.group(GroupName)];
      const [afterGroup, afterName] = NextToken?.split('/') ?? [];
      const found: Schedule[] = [];
      for (const group of groups) {
        if (afterGroup !== undefined && group.name < afterGroup) continue;
        const after = group.name === afterGroup ? afterName : undefined;
        // One more than asked for tells whether another page follows.
        found.push(...schedulesOf(group, NamePrefix, after, State, most + 1 - found.length));
        if (found.length > most) break;
      }
      const page = found.slice(0, most);
      const last = page.at(-1)?.definition;
      return {
        Schedules: page.map(summarise),
        ...(found.length > most && last && { NextToken: `${last.groupName}/${last.name}` }),
      };
    },
  };
}

function sortedGroups({ store }: SchedulerContext): ScheduleGroup[] {
  return store.groups().sort((one, other) => (one.name < other.name ? -1 : 1));
}

function schedulesOf(
  group: ScheduleGroup,
  prefix: string,
  after: string | undefined,
  state: string | undefined,
  most: number,
): Schedule[] {
  const found: Schedule[] = [];
  let from = after;
  while (found.length < most) {
    const names = group.names.page(prefix, from, most);
    const schedules = names.map((name) => group.schedules.get(name)!);
    found.push(...schedules.filter((schedule) => state === undefined || stateOf(schedule) === state));
    if (names.length < most) break;
    from = names.at(-1);
  }
  return found.slice(0, most);
}

function stateOf({ definition }: Schedule): string {
  return definition.isEnabled ? 'ENABLED' : 'DISABLED';
}

function summarise(schedule: Schedule): Record<string, unknown> {
  return {
    Arn: schedule.arn,
    Name: schedule.definition.name,
    GroupName: schedule.definition.groupName,
    State: stateOf(schedule),
    CreationDate: new Date(schedule.createdAtMs),
    LastModificationDate: new Date(schedule.modifiedAtMs),
    Target: { Arn: schedule.definition.target.Arn },
  };
}

function describe(schedule: Schedule): Record<string, unknown> {
  const { definition } = schedule;
  const minutes = definition.flexibleWindowMinutes;
  return {
    ...summarise(schedule),
    ScheduleExpression: definition.expressionText,
    ScheduleExpressionTimezone: definition.timeZone,
    FlexibleTimeWindow: minutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: minutes },
    ActionAfterCompletion: definition.isDeletedAfterCompletion ? 'DELETE' : 'NONE',
    Target: definition.target,
    ...(definition.startMs !== undefined && { StartDate: new Date(definition.startMs) }),
    ...(definition.endMs !== undefined && { EndDate: new Date(definition.endMs) }),
    ...(definition.description !== undefined && { Description: definition.description }),
    ...(definition.kmsKeyArn !== undefined && { KmsKeyArn: definition.kmsKeyArn }),
  };
}
