import type { Operation } from '../../../kernel/service.ts';
import { defineSchedule, type ScheduleDefinition, type ScheduleInput } from '../schedule-definition.ts';
import type { Schedule } from '../schedule-store.ts';
import { type SchedulerContext, writeAccess } from '../scheduler-context.ts';
import { conflict } from '../scheduler-errors.ts';

interface Output {
  readonly ScheduleArn: string;
}

export function createScheduleOperation(context: SchedulerContext): Operation<ScheduleInput, Output> {
  return {
    access: (input) => writeAccess(context, 'CreateSchedule', input),
    handle: (input) => ({ ScheduleArn: createSchedule(context, input).arn }),
  };
}

/** A repeated call with the same token and request answers as the first did; any other finds a conflict. */
export function createSchedule({ kernel, store, runner, queues }: SchedulerContext, input: ScheduleInput): Schedule {
  const definition = defineSchedule(input);
  const { ClientToken: clientToken, ...request } = input;
  const requestText = JSON.stringify(request);
  const existing = store.group(definition.groupName).schedules.get(definition.name);
  if (existing) {
    const { creation } = existing;
    if (clientToken !== undefined && creation.clientToken === clientToken && creation.request === requestText) {
      return existing;
    }
    throw conflict(`Schedule ${definition.name} already exists.`);
  }
  const nowMs = kernel.clock.nowMs();
  const schedule: Schedule = {
    arn: store.scheduleArn(definition.name, definition.groupName),
    definition,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    revision: 1,
    anchorMs: nowMs,
    creation: { request: requestText, ...(clientToken !== undefined && { clientToken }) },
  };
  store.addSchedule(schedule);
  declareDeadLetters(queues, definition);
  runner.arm(schedule);
  return schedule;
}

export function updateScheduleOperation(context: SchedulerContext): Operation<ScheduleInput, Output> {
  return {
    access: (input) => writeAccess(context, 'UpdateSchedule', input),
    handle: (input) => ({ ScheduleArn: updateSchedule(context, input).arn }),
  };
}

/** Replaces everything: what the request leaves out goes back to its default. */
export function updateSchedule({ kernel, store, runner, queues }: SchedulerContext, input: ScheduleInput): Schedule {
  const definition = defineSchedule(input);
  const schedule = store.schedule(definition.name, definition.groupName);
  const isSameExpression =
    definition.expressionText === schedule.definition.expressionText &&
    definition.timeZone === schedule.definition.timeZone;
  if (!isSameExpression) {
    schedule.anchorMs = kernel.clock.nowMs();
    schedule.lastDueMs = undefined;
  }
  schedule.definition = definition;
  schedule.modifiedAtMs = kernel.clock.nowMs();
  schedule.revision += 1;
  declareDeadLetters(queues, definition);
  runner.arm(schedule);
  return schedule;
}

function declareDeadLetters(queues: SchedulerContext['queues'], { target }: ScheduleDefinition): void {
  if (target.DeadLetterConfig?.Arn !== undefined) queues.declareDeadLetterQueue(target.DeadLetterConfig.Arn);
}
