import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { secondMs } from '../domain/instants.ts';

/** The schedules of a group, by their names: whatever is done may be done again. */
export interface NamedSchedules {
  /** Makes the schedule, or replaces the one of its name, whole. */
  put(schedule: Omit<CreateScheduleCommandInput, 'GroupName'>): Promise<'created' | 'updated'>;
  /** One that is not there, or has removed itself already, is as good as removed. */
  remove(name: string): Promise<void>;
}

interface NamedSchedulesOptions {
  readonly scheduler: Pick<SchedulerClient, 'send'>;
  readonly groupName: string;
}

export function createNamedSchedules({ scheduler, groupName }: NamedSchedulesOptions): NamedSchedules {
  return {
    async put(schedule) {
      const request = { ...schedule, GroupName: groupName };
      try {
        await scheduler.send(new CreateScheduleCommand(request));
        return 'created';
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
      await scheduler.send(new UpdateScheduleCommand(request));
      return 'updated';
    },
    async remove(name) {
      try {
        await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: groupName }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },
  };
}

/** Scheduler knows whole seconds. Never earlier than asked. */
export function wholeSecond(atMs: number): Date {
  return new Date(Math.ceil(atMs / secondMs) * secondMs);
}
