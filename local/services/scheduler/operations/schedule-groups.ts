import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { schedulerLimits } from '../limits.ts';
import { assertName, defaultGroupName } from '../schedule-definition.ts';
import type { ScheduleGroup } from '../schedule-store.ts';
import { groupAccess, type SchedulerContext } from '../scheduler-context.ts';
import { conflict, invalid } from '../scheduler-errors.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface CreateInput {
  readonly Name: string;
  readonly Tags?: readonly Tag[];
  readonly ClientToken?: string;
}

export function createScheduleGroupOperation(context: SchedulerContext): Operation<CreateInput> {
  return {
    access: ({ Name }) => groupAccess(context, 'CreateScheduleGroup', Name),
    handle: ({ Name, Tags = [], ClientToken }) => {
      const { store } = context;
      assertName('name', Name);
      const existing = store.findGroup(Name);
      if (existing) {
        if (ClientToken !== undefined && existing.clientToken === ClientToken) {
          return { ScheduleGroupArn: existing.arn };
        }
        throw conflict(`Schedule group ${Name} already exists.`);
      }
      if (store.groups().length >= schedulerLimits.groups) {
        throw new AwsError('ServiceQuotaExceededException', 'Too many schedule groups.', { statusCode: 402 });
      }
      const group = store.addGroup(Name, ClientToken);
      for (const { Key, Value } of Tags) group.tags.set(Key, Value);
      store.groupChanged(group);
      return { ScheduleGroupArn: group.arn };
    },
  };
}

interface NameInput {
  readonly Name: string;
}

export function getScheduleGroupOperation(context: SchedulerContext): Operation<NameInput> {
  return {
    access: ({ Name }) => groupAccess(context, 'GetScheduleGroup', Name),
    handle: ({ Name }) => describe(context.store.group(Name)),
  };
}

export function deleteScheduleGroupOperation(context: SchedulerContext): Operation<NameInput> {
  return {
    access: ({ Name }) => groupAccess(context, 'DeleteScheduleGroup', Name),
    handle: ({ Name }) => {
      if (Name === defaultGroupName) throw invalid('The default schedule group cannot be deleted.');
      const group = context.store.group(Name);
      for (const schedule of group.schedules.values()) context.runner.disarm(schedule);
      context.store.removeGroup(Name);
      return {};
    },
  };
}

interface ListInput {
  readonly NamePrefix?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export function listScheduleGroupsOperation(context: SchedulerContext): Operation<ListInput> {
  return {
    access: () => [{ action: 'scheduler:ListScheduleGroups', resource: '*' }],
    handle: ({ NamePrefix = '', MaxResults = schedulerLimits.listed, NextToken = '' }) => {
      const groups = context.store
        .groups()
        .filter(({ name }) => name.startsWith(NamePrefix) && name > NextToken)
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      const page = groups.slice(0, Number(MaxResults));
      return {
        ScheduleGroups: page.map(describe),
        ...(groups.length > page.length && { NextToken: page.at(-1)!.name }),
      };
    },
  };
}

function describe({ name, arn, createdAtMs }: ScheduleGroup): Record<string, unknown> {
  return {
    Arn: arn,
    Name: name,
    State: 'ACTIVE',
    CreationDate: new Date(createdAtMs),
    LastModificationDate: new Date(createdAtMs),
  };
}
