import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { Names } from '../names.ts';
import type { Activity } from './activity.ts';
import { applyGrants } from './capability.ts';

export interface SweepScheduleProps {
  readonly sweeper: Activity;
  readonly names: Names;
  readonly configuration: Configuration;
}

/**
 * What has the sweeper look for overdue workflows, from the deployment on. A firing that does not get through is not
 * repeated and not kept: the next one makes up for it, and an alarm tells of sweeps that stay out.
 */
export class SweepSchedule extends Construct {
  readonly group: ScheduleGroup;
  readonly schedule: CfnSchedule;

  constructor(scope: Construct, id: string, { sweeper, names, configuration }: SweepScheduleProps) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: `${names.prefix}-operations`,
      removalPolicy: configuration.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      description: 'What the schedule of the sweeper may do',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.group.scheduleGroupArn },
        },
      }),
    });
    applyGrants(role, [{ actions: ['lambda:InvokeFunction'], resources: [sweeper.function.functionArn] }]);
    const { sweepEveryMinutes } = configuration;
    this.schedule = new CfnSchedule(this, 'Schedule', {
      name: 'sweep-workflows',
      description: 'Looks for workflows of which something was expected that has not come',
      groupName: this.group.scheduleGroupName,
      // Without a start date the first sweep comes at once, so that whoever waits for sweeps has seen one from the beginning.
      scheduleExpression: `rate(${sweepEveryMinutes} minute${sweepEveryMinutes === 1 ? '' : 's'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: sweeper.function.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
    // The role can be assumed before it may do anything; the first firing comes at once.
    this.schedule.node.addDependency(role);
  }
}
