import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { deleteScheduleOperation, getScheduleOperation, listSchedulesOperation } from './operations/read-schedules.ts';
import {
  createScheduleGroupOperation,
  deleteScheduleGroupOperation,
  getScheduleGroupOperation,
  listScheduleGroupsOperation,
} from './operations/schedule-groups.ts';
import { listTagsForResourceOperation, tagResourceOperation, untagResourceOperation } from './operations/tags.ts';
import { createScheduleOperation, updateScheduleOperation } from './operations/write-schedule.ts';
import { scheduleProvider } from './resources/schedule.ts';
import { scheduleGroupProvider } from './resources/schedule-group.ts';
import { createScheduleRunner, type SchedulerCollaborators } from './schedule-runner.ts';
import { createScheduleStore } from './schedule-store.ts';
import type { SchedulerContext } from './scheduler-context.ts';

interface SchedulerService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

export function createSchedulerService(kernel: Kernel, collaborators: SchedulerCollaborators): SchedulerService {
  const store = createScheduleStore(kernel);
  const runner = createScheduleRunner(kernel, store, collaborators);
  const context: SchedulerContext = { kernel, store, runner, queues: collaborators.queues };
  return {
    service: {
      name: 'scheduler',
      operations: {
        CreateSchedule: createScheduleOperation(context),
        CreateScheduleGroup: createScheduleGroupOperation(context),
        DeleteSchedule: deleteScheduleOperation(context),
        DeleteScheduleGroup: deleteScheduleGroupOperation(context),
        GetSchedule: getScheduleOperation(context),
        GetScheduleGroup: getScheduleGroupOperation(context),
        ListScheduleGroups: listScheduleGroupsOperation(context),
        ListSchedules: listSchedulesOperation(context),
        ListTagsForResource: listTagsForResourceOperation(context),
        TagResource: tagResourceOperation(context),
        UntagResource: untagResourceOperation(context),
        UpdateSchedule: updateScheduleOperation(context),
      },
    },
    resourceProviders: [scheduleProvider(context), scheduleGroupProvider(context)],
  };
}
