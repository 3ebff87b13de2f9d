import type { Journal } from '../../journal/journal.ts';
import type { Schedule, ScheduleGroup } from './schedule-store.ts';

type RecordedGroup = Omit<ScheduleGroup, 'schedules' | 'names'>;
type RecordedSchedule = Omit<Schedule, 'timer'>;

/** Groups, and schedules with their next firing in place of the timer. */
export interface ScheduleJournal {
  groups(): Iterable<RecordedGroup>;
  schedules(): Iterable<RecordedSchedule>;
  recordGroup(group: ScheduleGroup): void;
  forgetGroup(name: string): void;
  record(schedule: Schedule): void;
  forget(schedule: Schedule): void;
}

const stores = { groups: 'scheduler/groups', schedules: 'scheduler/schedules' };

export function createScheduleJournal(journal: Journal): ScheduleJournal {
  return {
    *groups() {
      for (const [, group] of journal.load<RecordedGroup>(stores.groups)) yield group;
    },
    *schedules() {
      for (const [, schedule] of journal.load<RecordedSchedule>(stores.schedules)) yield schedule;
    },
    recordGroup: (group) =>
      journal.put(stores.groups, group.name, (): RecordedGroup => {
        const { schedules: _schedules, names: _names, ...rest } = group;
        return rest;
      }),
    forgetGroup: (name) => journal.remove(stores.groups, name),
    record: (schedule) =>
      journal.put(stores.schedules, schedule.arn, (): RecordedSchedule => {
        const { timer: _timer, ...rest } = schedule;
        return rest;
      }),
    forget: (schedule) => journal.remove(stores.schedules, schedule.arn),
  };
}
