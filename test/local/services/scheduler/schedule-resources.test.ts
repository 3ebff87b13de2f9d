import { expect, test } from 'vitest';
import { createSchedulerService } from '../../../../local/services/scheduler/scheduler-service.ts';
import { createSqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel } from '../test-kernel.ts';

test('a template’s schedule and group are made, and the schedule is updated in place', async () => {
  const runtime = createTestKernel();
  const sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  const scheduler = createSchedulerService(runtime.kernel, {
    queues: sqs,
    assertTrusts: () => {},
    recordMetric: () => {},
  });
  runtime.kernel.register(scheduler.service);
  const deploy = deployWith(scheduler.resourceProviders);
  const group = await deploy('AWS::Scheduler::ScheduleGroup', { Name: 'group' });
  expect(group).toMatchObject({
    ref: 'group',
    attributes: { Arn: 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/group' },
  });
  const properties = {
    Name: 'sweep',
    GroupName: 'group',
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
      RoleArn: 'arn:aws:iam::111122223333:role/r',
      RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 },
    },
  };
  const schedule = await deploy('AWS::Scheduler::Schedule', properties);
  expect(schedule).toEqual({
    ref: 'sweep',
    attributes: { Arn: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/group/sweep' },
  });
  await deploy('AWS::Scheduler::Schedule', { ...properties, State: 'DISABLED' }, schedule);
  expect(await runtime.call('scheduler', 'GetSchedule', { Name: 'sweep', GroupName: 'group' })).toMatchObject({
    State: 'DISABLED',
    ScheduleExpression: 'rate(5 minutes)',
  });
});
