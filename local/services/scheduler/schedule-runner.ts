/**
 * When schedules fire.
 *
 * R1  An enabled schedule with a coming occurrence has one timer, any other none.
 * R2  An occurrence fires once, however often the schedule is updated meanwhile: `lastDueMs` only grows until the
 *     expression changes.
 * R3  A schedule that is deleted after completion goes when its last delivery has ended, unless it was updated since.
 */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Caller } from '../../kernel/service.ts';
import type { RecordMetric } from '../cloudwatch/metric-sample.ts';
import { type DeadLetterQueues, sendDeadLetter, surrenderAttributes } from '../eventbridge/delivery/dead-letter.ts';
import { deliver, type Surrender } from '../eventbridge/delivery/deliver.ts';
import { eventTime } from '../eventbridge/event.ts';
import { nextOccurrenceMs } from './expressions/schedule-expression.ts';
import type { Schedule, ScheduleStore } from './schedule-store.ts';
import {
  defaultInput,
  type Firing,
  fillContextAttributes,
  invokeScheduleTarget,
} from './targets/invoke-schedule-target.ts';
import { isUniversalTarget } from './targets/universal-target.ts';

/** What the service needs of others. */
export interface SchedulerCollaborators {
  readonly queues: DeadLetterQueues;
  /** Throws where a role does not let the service use it. */
  assertTrusts(roleArn: string, servicePrincipal: string, sourceArn: string): void;
  readonly recordMetric: RecordMetric;
}

export interface ScheduleRunner {
  /** Sets the timer of the next occurrence, after every change of a schedule. */
  arm(schedule: Schedule): void;
  disarm(schedule: Schedule): void;
}

export const schedulerPrincipal = 'scheduler.amazonaws.com';

export function createScheduleRunner(
  kernel: Kernel,
  store: ScheduleStore,
  collaborators: SchedulerCollaborators,
): ScheduleRunner {
  const { clock } = kernel;

  const disarm = (schedule: Schedule): void => {
    schedule.timer?.cancel();
    schedule.timer = undefined;
  };

  const setTimer = (schedule: Schedule, dueMs: number): void => {
    const windowMs = schedule.definition.flexibleWindowMinutes * 60_000;
    const delayMs = windowMs === 0 ? 0 : Math.floor(kernel.random() * windowMs);
    schedule.timer = clock.setTimer(dueMs + delayMs, () => {
      schedule.timer = undefined;
      schedule.lastDueMs = dueMs;
      const nextMs = nextDueMs(schedule, dueMs);
      fire(schedule, dueMs, nextMs === undefined);
      if (nextMs !== undefined) setTimer(schedule, nextMs);
    });
  };

  const fire = (schedule: Schedule, dueMs: number, isLast: boolean): void => {
    const { name, groupName, target } = schedule.definition;
    const { revision } = schedule;
    const scheduledTime = eventTime(dueMs);
    const firing: Firing = { scheduleArn: schedule.arn, scheduledTime, executionId: kernel.identifiers.uuid() };
    kernel.observer.emit({ kind: 'schedule-fired', groupName, scheduleName: name });
    kernel.meter.add('schedulerInvocations', 1);
    const caller: Caller = { kind: 'role', roleArn: target.RoleArn, sessionName: 'scheduler' };
    const input = target.Input ?? (isUniversalTarget(target.Arn) ? '{}' : defaultInput(kernel, firing));
    const count = (metric: string): void =>
      collaborators.recordMetric({
        namespace: 'AWS/Scheduler',
        name: metric,
        dimensions: { ScheduleGroup: groupName },
        value: 1,
        unit: 'Count',
      });

    deliver(kernel, {
      label: `schedule ${groupName}/${name}`,
      retryPolicy: target.RetryPolicy,
      attempt: async (attemptNumber) => {
        count('InvocationAttemptCount');
        try {
          collaborators.assertTrusts(target.RoleArn, schedulerPrincipal, store.groupArn(groupName));
          const filled = fillContextAttributes(input, firing, attemptNumber);
          await invokeScheduleTarget(kernel, target, filled, caller, collaborators.queues.queueUrlOfArn);
        } catch (error) {
          count('TargetErrorCount');
          throw error;
        }
      },
      giveUp: async (surrender) => {
        const queueArn = target.DeadLetterConfig?.Arn;
        if (queueArn === undefined) {
          count('InvocationDroppedCount');
          return;
        }
        const isSent = await sendDeadLetter(kernel, {
          queueUrl: collaborators.queues.queueUrlOfArn(queueArn),
          body: fillContextAttributes(input, firing, surrender.retryAttempts + 1),
          attributes: deadLetterAttributes(firing, target.Arn, surrender),
          caller,
        });
        count(isSent ? 'InvocationsSentToDeadLetterCount' : 'InvocationsFailedToBeSentToDeadLetterCount');
      },
      onEnd: () => {
        const isUnchanged = schedule.revision === revision;
        if (isLast && isUnchanged && schedule.definition.isDeletedAfterCompletion) store.removeSchedule(schedule);
      },
    });
  };

  return {
    arm(schedule) {
      disarm(schedule);
      if (!schedule.definition.isEnabled) return;
      // One millisecond back, so that an occurrence of this instant still counts.
      const afterMs = Math.max(clock.nowMs() - 1, schedule.lastDueMs ?? Number.NEGATIVE_INFINITY);
      const dueMs = nextDueMs(schedule, afterMs);
      if (dueMs !== undefined) setTimer(schedule, dueMs);
    },
    disarm,
  };
}

/**
 * The next due time after `afterMs`, within start and end date. A one-time schedule is due once, at once if its time has
 * passed already: AWS does not document that, and a reminder that comes late can still be judged by its receiver.
 */
function nextDueMs({ definition, anchorMs, lastDueMs }: Schedule, afterMs: number): number | undefined {
  const { expression, timeZone, startMs, endMs } = definition;
  if (expression.kind === 'at') {
    return lastDueMs === undefined ? nextOccurrenceMs(expression, afterMs, { timeZone, anchorMs }) : undefined;
  }
  const fromMs = startMs === undefined ? afterMs : Math.max(afterMs, startMs - 1);
  const dueMs = nextOccurrenceMs(expression, fromMs, { timeZone, anchorMs: startMs ?? anchorMs });
  return dueMs !== undefined && (endMs === undefined || dueMs <= endMs) ? dueMs : undefined;
}

function deadLetterAttributes(firing: Firing, targetArn: string, surrender: Surrender) {
  return {
    ...surrenderAttributes(surrender),
    EXECUTION_ID: firing.executionId,
    IS_PAYLOAD_TRUNCATED: 'false',
    SCHEDULED_TIME: firing.scheduledTime,
    SCHEDULE_ARN: firing.scheduleArn,
    TARGET_ARN: targetArn,
  };
}
