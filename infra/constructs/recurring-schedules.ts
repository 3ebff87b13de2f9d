import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { MachineType, Names } from '../names.ts';
import { applyGrants, type Capability } from './capability.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import { startLive } from './workflow-control.ts';

export interface RecurringSchedulesProps {
  /** The machine that every schedule of the group starts, and that the group is named after. */
  readonly machine: MachineType;
  readonly names: Names;
  readonly configuration: Configuration;
}

/**
 * A group of recurring schedules that start one machine, and the role by which they do so. The schedules themselves are
 * made at run time. Each use has a group of its own, because Scheduler's metrics know nothing smaller.
 */
export class RecurringSchedules extends Construct {
  readonly group: ScheduleGroup;
  /** Firings that Scheduler could not deliver before the next one was due. */
  readonly deadLetterQueue: Queue;
  readonly #role: Role;
  readonly #props: RecurringSchedulesProps;

  constructor(scope: Construct, id: string, props: RecurringSchedulesProps) {
    super(scope, id);
    const { machine, names, configuration } = props;
    this.#props = props;
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: `${names.prefix}-${machine}`,
      removalPolicy: configuration.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters', `${names.prefix}-undelivered-${machine}`);
    this.#role = new Role(this, 'Role', {
      description: `What a schedule of ${machine} may do`,
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
      startLive(names, [machine]),
      { actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] },
    ]);
  }

  /** Making, replacing and removing schedules of this group. */
  scheduling(): Capability {
    const { machine, names } = this.#props;
    return {
      environment: {
        RECURRING_SCHEDULE_GROUP: this.group.scheduleGroupName,
        RECURRING_SCHEDULE_ROLE_ARN: this.#role.roleArn,
        RECURRING_DEAD_LETTER_QUEUE_ARN: this.deadLetterQueue.queueArn,
        RECURRING_STATE_MACHINE_ARN: names.liveAliasArn(machine),
      },
      grants: [
        {
          actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
          resources: [
            Stack.of(this).formatArn({
              service: 'scheduler',
              resource: 'schedule',
              resourceName: `${names.prefix}-${machine}/*`,
              arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
            }),
          ],
          wildcardReason: 'All schedules of one group: they are made and removed as workflows come and go.',
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
