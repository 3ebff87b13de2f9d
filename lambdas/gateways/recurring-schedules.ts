/**
 * Recurring schedules, each of which starts an execution of one machine at every instant of a rate. The machine is told
 * which instant that was, however late Scheduler or the start itself was.
 *
 * R1  The first instant is `startAtMs` itself, and the rate counts from there.
 * R2  A firing that could not be delivered is tried again until the next one is due, and no longer.
 */
import type { CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import { minuteMs } from '../domain/instants.ts';
import { createNamedSchedules, wholeSecond } from './named-schedules.ts';

export interface RecurringSchedule {
  /** 1 to 64 characters of `A-Za-z0-9-_.`, one of its kind in the group. */
  readonly name: string;
  /** Whom it is about. Begins the names of the executions, so that they are found by it; at most 40 characters. */
  readonly subject: string;
  /** Whole minutes, at least 1. */
  readonly everyMinutes: number;
  /** The first instant: in the future. Milliseconds since the epoch, rounded up to whole seconds. */
  readonly startAtMs: number;
  /** No instant after this one counts; the schedule then removes itself. Default: it goes on until it is removed. */
  readonly lastAtMs?: number;
  /** What the machine receives, beside `at`: the instant that was due, ISO 8601 with `Z`. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface RecurringSchedules {
  /** Makes the schedule, or replaces the one of that name, whole. */
  put(schedule: RecurringSchedule): Promise<'created' | 'updated'>;
  /** One that is not there, or has removed itself already, is as good as removed. */
  remove(name: string): Promise<void>;
}

export interface RecurringSchedulesOptions {
  readonly scheduler: Pick<SchedulerClient, 'send'>;
  readonly groupName: string;
  /** The role by which a schedule starts executions and writes to the dead-letter queue. */
  readonly roleArn: string;
  readonly deadLetterQueueArn: string;
  /** Alias of the machine. */
  readonly stateMachineArn: string;
}

/** Bounds of Scheduler on how long a firing is tried again. Unit: seconds. */
const [leastAgeSeconds, greatestAgeSeconds] = [60, 24 * 60 * 60];

export function createRecurringSchedules(options: RecurringSchedulesOptions): RecurringSchedules {
  const schedules = createNamedSchedules(options);
  return {
    put: (schedule) => schedules.put(describe(options, schedule)),
    remove: schedules.remove,
  };
}

function describe(
  { roleArn, deadLetterQueueArn, stateMachineArn }: RecurringSchedulesOptions,
  { name, subject, everyMinutes, startAtMs, lastAtMs, input }: RecurringSchedule,
): Omit<CreateScheduleCommandInput, 'GroupName'> {
  const ageSeconds = Math.min(Math.max(everyMinutes * 60, leastAgeSeconds), greatestAgeSeconds);
  return {
    Name: name,
    ScheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? 'minute' : 'minutes'})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    StartDate: wholeSecond(startAtMs),
    // Whether an instant that is the end itself still counts is not documented: half a rate later, nothing hangs on it.
    ...(lastAtMs !== undefined && { EndDate: wholeSecond(lastAtMs + (everyMinutes * minuteMs) / 2) }),
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
      RoleArn: roleArn,
      Input: JSON.stringify({
        StateMachineArn: stateMachineArn,
        Name: `${subject}_<aws.scheduler.execution-id>`,
        Input: JSON.stringify({ ...input, at: '<aws.scheduler.scheduled-time>' }),
      }),
      RetryPolicy: { MaximumEventAgeInSeconds: ageSeconds, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: deadLetterQueueArn },
    },
  };
}
