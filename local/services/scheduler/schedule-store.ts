import type { Timer } from '../../clock/clock.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { defaultGroupName, type ScheduleDefinition } from './schedule-definition.ts';
import { createScheduleJournal } from './schedule-journal.ts';
import { notFound } from './scheduler-errors.ts';
import { createSortedNames, type SortedNames } from './sorted-names.ts';

export interface Schedule {
  readonly arn: string;
  definition: ScheduleDefinition;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** Grows with every update: a delivery that ends later sees that the schedule is another one. */
  revision: number;
  /** Where a rate without start date begins to count. */
  anchorMs: number;
  /** Due time of the last firing of this expression. */
  lastDueMs?: number;
  /** The next firing: the occurrence, and when it fires within its flexible window. */
  next?: { readonly dueMs: number; readonly fireMs: number };
  /** The one timer of the next firing. */
  timer?: Timer;
  /** Token and request that created it, for calls that repeat it. */
  readonly creation: { readonly clientToken?: string; readonly request: string };
}

export interface ScheduleGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly schedules: Map<string, Schedule>;
  readonly names: SortedNames;
  readonly tags: Map<string, string>;
  readonly clientToken?: string;
}

export interface ScheduleStore {
  groups(): ScheduleGroup[];
  findGroup(name: string): ScheduleGroup | undefined;
  /** Throws `ResourceNotFoundException`. */
  group(name: string): ScheduleGroup;
  addGroup(name: string, clientToken: string | undefined): ScheduleGroup;
  removeGroup(name: string): void;
  /** Throws `ResourceNotFoundException`. */
  schedule(name: string, groupName: string | undefined): Schedule;
  addSchedule(schedule: Schedule): void;
  removeSchedule(schedule: Schedule): void;
  /** Says that a schedule that is there has changed. */
  changed(schedule: Schedule): void;
  groupChanged(group: ScheduleGroup): void;
  scheduleArn(name: string, groupName: string | undefined): string;
  groupArn(name: string): string;
}

export function createScheduleStore({ region, accountId, clock, journal }: Kernel): ScheduleStore {
  const groups = new Map<string, ScheduleGroup>();
  const recorded = createScheduleJournal(journal);
  const arnPrefix = `arn:aws:scheduler:${region}:${accountId}`;
  const groupArn = (name: string): string => `${arnPrefix}:schedule-group/${name}`;
  const group = (name: string): ScheduleGroup => {
    const found = groups.get(name);
    if (!found) throw notFound(`Schedule group ${name} does not exist.`);
    return found;
  };
  const addGroup = (name: string, clientToken: string | undefined): ScheduleGroup => {
    const added: ScheduleGroup = {
      name,
      arn: groupArn(name),
      createdAtMs: clock.nowMs(),
      schedules: new Map(),
      names: createSortedNames(),
      tags: new Map(),
      ...(clientToken !== undefined && { clientToken }),
    };
    groups.set(name, added);
    recorded.recordGroup(added);
    return added;
  };
  const place = (schedule: Schedule): void => {
    const { groupName, name } = schedule.definition;
    const target = group(groupName);
    target.schedules.set(name, schedule);
    target.names.add(name);
  };
  const changed = (schedule: Schedule): void => {
    const { groupName, name } = schedule.definition;
    // A delivery may end after its schedule was deleted.
    if (groups.get(groupName)?.schedules.get(name) === schedule) recorded.record(schedule);
  };
  for (const one of recorded.groups()) {
    groups.set(one.name, { ...one, schedules: new Map(), names: createSortedNames() });
  }
  if (!groups.has(defaultGroupName)) addGroup(defaultGroupName, undefined);
  for (const schedule of recorded.schedules()) place(schedule);
  return {
    groups: () => [...groups.values()],
    findGroup: (name) => groups.get(name),
    group,
    addGroup,
    removeGroup: (name) => {
      for (const schedule of groups.get(name)?.schedules.values() ?? []) recorded.forget(schedule);
      recorded.forgetGroup(name);
      groups.delete(name);
    },
    schedule(name, groupName = defaultGroupName) {
      const schedule = groups.get(groupName)?.schedules.get(name);
      if (!schedule) throw notFound(`Schedule ${name} does not exist.`);
      return schedule;
    },
    addSchedule(schedule) {
      place(schedule);
      recorded.record(schedule);
    },
    removeSchedule(schedule) {
      const { groupName, name } = schedule.definition;
      const target = groups.get(groupName);
      if (target?.schedules.get(name) !== schedule) return;
      target.schedules.delete(name);
      target.names.remove(name);
      recorded.forget(schedule);
    },
    changed,
    groupChanged: recorded.recordGroup,
    scheduleArn: (name, groupName = defaultGroupName) => `${arnPrefix}:schedule/${groupName}/${name}`,
    groupArn,
  };
}
