import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { Names } from '../names.ts';
import { applyGrants, type Capability } from './capability.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import { startLive } from './workflow-control.ts';

export interface ReminderSchedulesProps {
  readonly names: Names;
  readonly configuration: Configuration;
}

/**
 * Where the reminders wait. The schedules themselves are made at run time, by `sync-reminders`: each starts one execution
 * of the notification machine, under the role that stands here.
 */
export class ReminderSchedules extends Construct {
  readonly group: ScheduleGroup;
  /** Reminders that Scheduler could not start. */
  readonly deadLetterQueue: Queue;
  readonly #role: Role;
  readonly #names: Names;

  constructor(scope: Construct, id: string, { names, configuration }: ReminderSchedulesProps) {
    super(scope, id);
    this.#names = names;
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: `${names.prefix}-reminders`,
      removalPolicy: configuration.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters', `${names.prefix}-undelivered-reminders`);
    this.#role = new Role(this, 'Role', {
      description: 'What a reminder that falls due may do',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          // The group and not the schedule: that is what Scheduler presents.
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.group.scheduleGroupArn,
          },
        },
      }),
    });
    applyGrants(this.#role, [
      startLive(names, ['notification']),
      { actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] },
    ]);
  }

  /** Making, moving and removing reminders. */
  scheduling(...actions: ('CreateSchedule' | 'UpdateSchedule' | 'DeleteSchedule')[]): Capability {
    return {
      environment: {
        REMINDER_SCHEDULE_GROUP: this.group.scheduleGroupName,
        REMINDER_SCHEDULE_ROLE_ARN: this.#role.roleArn,
        REMINDER_DEAD_LETTER_QUEUE_ARN: this.deadLetterQueue.queueArn,
        NOTIFICATION_STATE_MACHINE_ARN: this.#names.liveAliasArn('notification'),
      },
      grants: [
        {
          actions: actions.map((action) => `scheduler:${action}`),
          resources: [
            Stack.of(this).formatArn({
              service: 'scheduler',
              resource: 'schedule',
              resourceName: `${this.#names.prefix}-reminders/*`,
              arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
            }),
          ],
          wildcardReason: 'All schedules of one group: there is one for each reminder, made as bookings come.',
        },
        {
          actions: ['iam:PassRole'],
          resources: [this.#role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        },
      ],
    };
  }
}
