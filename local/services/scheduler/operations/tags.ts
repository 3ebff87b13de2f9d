import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import type { ScheduleGroup } from '../schedule-store.ts';
import type { SchedulerContext } from '../scheduler-context.ts';
import type { Tag } from './schedule-groups.ts';

/** Only groups of schedules have tags. */
interface ResourceInput {
  readonly ResourceArn: string;
}

export function tagResourceOperation(
  context: SchedulerContext,
): Operation<ResourceInput & { readonly Tags?: readonly Tag[] }> {
  return {
    access: (input) => tagAccess('TagResource', input),
    handle: ({ ResourceArn, Tags = [] }) => {
      const group = groupOf(context, ResourceArn);
      for (const { Key, Value } of Tags) group.tags.set(Key, Value);
      context.store.groupChanged(group);
      return {};
    },
  };
}

export function untagResourceOperation(
  context: SchedulerContext,
): Operation<ResourceInput & { readonly TagKeys?: readonly string[] }> {
  return {
    access: (input) => tagAccess('UntagResource', input),
    handle: ({ ResourceArn, TagKeys = [] }) => {
      const group = groupOf(context, ResourceArn);
      for (const key of TagKeys) group.tags.delete(key);
      context.store.groupChanged(group);
      return {};
    },
  };
}

export function listTagsForResourceOperation(context: SchedulerContext): Operation<ResourceInput> {
  return {
    access: (input) => tagAccess('ListTagsForResource', input),
    handle: ({ ResourceArn }) => ({
      Tags: [...groupOf(context, ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function tagAccess(action: string, { ResourceArn }: ResourceInput): AccessRequest[] {
  return [{ action: `scheduler:${action}`, resource: ResourceArn }];
}

function groupOf({ store }: SchedulerContext, arn: string): ScheduleGroup {
  return store.group(arn.slice(arn.lastIndexOf('/') + 1));
}
