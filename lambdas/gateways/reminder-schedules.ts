/**
 * One-time schedules of reminders. Each starts one execution of the notification machine, under a name that a second
 * firing finds taken, and removes itself afterwards.
 */
import type { CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ReminderKind } from '../domain/booking.ts';
import { reminderExecutionName } from '../domain/reminder-names.ts';
import { labelOf, type Subject } from '../domain/subject.ts';
import { createNamedSchedules, wholeSecond } from './named-schedules.ts';

export interface ReminderSchedule {
  /** `reminderScheduleName` of the reminder. */
  readonly name: string;
  readonly subject: Subject;
  readonly kind: ReminderKind;
  readonly lookAt: string;
  readonly dueAt: string;
  /** When the schedule fires: at or after `dueAt`. Milliseconds since the epoch, rounded up to whole seconds. */
  readonly fireAtMs: number;
}

export interface ReminderSchedules {
  /** Makes the schedule, or replaces the one of that name. */
  put(schedule: ReminderSchedule): Promise<'created' | 'updated'>;
  /** One that is not there, or has fired already, is as good as removed. */
  remove(name: string): Promise<void>;
}

interface ReminderSchedulesOptions {
  readonly scheduler: Pick<SchedulerClient, 'send'>;
  readonly groupName: string;
  /** The role by which a schedule starts executions and writes to the dead-letter queue. */
  readonly roleArn: string;
  readonly deadLetterQueueArn: string;
  /** Alias of the notification machine. */
  readonly notificationStateMachineArn: string;
}

/** What the Scheduler does when an execution cannot be started; after that, the dead-letter queue. */
const retryPolicy = { MaximumEventAgeInSeconds: 24 * 60 * 60, MaximumRetryAttempts: 185 };

export function createReminderSchedules(options: ReminderSchedulesOptions): ReminderSchedules {
  const schedules = createNamedSchedules(options);
  return {
    put: (schedule) => schedules.put(describe(options, schedule)),
    remove: schedules.remove,
  };
}

function describe(
  { roleArn, deadLetterQueueArn, notificationStateMachineArn }: ReminderSchedulesOptions,
  { name, subject, kind, lookAt, dueAt, fireAtMs }: ReminderSchedule,
): Omit<CreateScheduleCommandInput, 'GroupName'> {
  return {
    Name: name,
    // It takes neither a fraction nor a `Z`.
    ScheduleExpression: `at(${wholeSecond(fireAtMs).toISOString().slice(0, 19)})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
      RoleArn: roleArn,
      Input: JSON.stringify({
        StateMachineArn: notificationStateMachineArn,
        Name: reminderExecutionName(labelOf(subject).id, kind, lookAt, dueAt),
        Input: JSON.stringify({ subject, kind, lookAt, dueAt }),
      }),
      RetryPolicy: retryPolicy,
      DeadLetterConfig: { Arn: deadLetterQueueArn },
    },
  };
}
