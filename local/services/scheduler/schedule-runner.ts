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
import { type Delivery, deliver, resumeDeliveries, type Surrender } from '../eventbridge/delivery/deliver.ts';
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

/** A firing that is being delivered, with what tells whether its schedule is still the one that fired. */
interface RecordedFiring {
  readonly name: string;
  readonly groupName: string;
  readonly target: Schedule['definition']['target'];
  readonly createdAtMs: number;
  readonly revision: number;
  readonly firing: Firing;
  readonly isLast: boolean;
}

const deliveries = 'scheduler/deliveries';

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
    schedule.next = undefined;
    store.changed(schedule);
  };

  const setTimer = (schedule: Schedule, dueMs: number): void => {
    const windowMs = schedule.definition.flexibleWindowMinutes * 60_000;
    const delayMs = windowMs === 0 ? 0 : Math.floor(kernel.random() * windowMs);
    schedule.next = { dueMs, fireMs: dueMs + delayMs };
    awaitNext(schedule, schedule.next);
    store.changed(schedule);
  };

  const awaitNext = (schedule: Schedule, { dueMs, fireMs }: NonNullable<Schedule['next']>): void => {
    schedule.timer = clock.setTimer(fireMs, () => {
      schedule.timer = undefined;
      schedule.next = undefined;
      schedule.lastDueMs = dueMs;
      store.changed(schedule);
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
    const { createdAtMs } = schedule;
    const recorded: RecordedFiring = { name, groupName, target, createdAtMs, revision, firing, isLast };
    deliver(kernel, { ...deliveryOf(recorded), store: deliveries, recorded });
  };

  const deliveryOf = (recorded: RecordedFiring): Omit<Delivery, 'store' | 'recorded'> => {
    const { name, groupName, target, revision, firing, isLast } = recorded;
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

    return {
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
        const schedule = store.findGroup(groupName)?.schedules.get(name);
        if (!isLast || schedule?.revision !== revision || schedule.createdAtMs !== recorded.createdAtMs) return;
        if (schedule.definition.isDeletedAfterCompletion) store.removeSchedule(schedule);
      },
    };
  };

  for (const group of store.groups()) {
    for (const schedule of group.schedules.values()) {
      const { next } = schedule;
      if (next !== undefined) kernel.journal.onResume(() => schedule.next === next && awaitNext(schedule, next));
    }
  }
  resumeDeliveries(kernel, deliveries, deliveryOf);

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
