import { ConflictException, ResourceNotFoundException } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { createReminderSchedules } from '../../../lambdas/gateways/reminder-schedules.ts';
import { awsError, type FakeClient, fakeClient } from './support/fake-client.ts';

const schedule = {
  name: 'B-1_pickup-24h_x',
  subject: { bookingId: 'B-1' },
  kind: 'pickup-24h',
  lookAt: '2026-03-10T17:00:00Z',
  dueAt: '2026-03-09T17:00:00Z',
  fireAtMs: Date.parse('2026-03-09T17:00:00Z'),
} as const;
const failure = { $metadata: {}, message: '', Message: '' };

const schedulesOf = (scheduler: FakeClient) =>
  createReminderSchedules({
    scheduler,
    groupName: 'reminders',
    roleArn: 'arn:role',
    deadLetterQueueArn: 'arn:queue',
    notificationStateMachineArn: 'arn:machine:live',
  });

describe('the schedule of a reminder', () => {
  it('starts one notification at its time, and removes itself', async () => {
    const scheduler = fakeClient();
    expect(await schedulesOf(scheduler).put(schedule)).toBe('created');
    expect(scheduler.asked).toHaveLength(1);
    const { command, input } = scheduler.asked[0] as { command: string; input: Record<string, unknown> };
    expect(command).toBe('CreateScheduleCommand');
    expect(input).toMatchObject({
      Name: 'B-1_pickup-24h_x',
      GroupName: 'reminders',
      ScheduleExpression: 'at(2026-03-09T17:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        RoleArn: 'arn:role',
        DeadLetterConfig: { Arn: 'arn:queue' },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    });
    const target = JSON.parse((input.Target as { Input: string }).Input);
    expect(target.StateMachineArn).toBe('arn:machine:live');
    expect(target.Name).toMatch(/^B-1_pickup-24h_/);
    expect(JSON.parse(target.Input)).toEqual({
      subject: { bookingId: 'B-1' },
      kind: 'pickup-24h',
      lookAt: '2026-03-10T17:00:00Z',
      dueAt: '2026-03-09T17:00:00Z',
    });
  });

  it('tells the notification of its subscription where it is about one', async () => {
    const scheduler = fakeClient();
    await schedulesOf(scheduler).put({ ...schedule, kind: 'renewal-3d', subject: { subscriptionId: 'S-1' } });
    const [{ input }] = scheduler.asked as unknown as [{ input: { Target: { Input: string } } }];
    const target = JSON.parse(input.Target.Input);
    expect(target.Name).toMatch(/^S-1_renewal-3d_/);
    expect(JSON.parse(target.Input)).toMatchObject({ subject: { subscriptionId: 'S-1' } });
  });

  it('never fires earlier than asked: a fraction of a second is rounded up', async () => {
    const scheduler = fakeClient();
    await schedulesOf(scheduler).put({ ...schedule, fireAtMs: Date.parse('2026-03-09T17:00:00.001Z') });
    expect(scheduler.asked[0]?.input).toMatchObject({ ScheduleExpression: 'at(2026-03-09T17:00:01)' });
  });

  it('replaces the one of its name, whole', async () => {
    const scheduler = fakeClient(new ConflictException(failure));
    expect(await schedulesOf(scheduler).put(schedule)).toBe('updated');
    expect(scheduler.asked.map(({ command }) => command)).toEqual(['CreateScheduleCommand', 'UpdateScheduleCommand']);
    expect(scheduler.asked[1]?.input).toEqual(scheduler.asked[0]?.input);
  });

  it('is removed, and one that is gone already is as good as removed', async () => {
    const scheduler = fakeClient({}, new ResourceNotFoundException(failure));
    await schedulesOf(scheduler).remove('B-1_pickup-24h_x');
    await schedulesOf(scheduler).remove('B-1_pickup-24h_x');
    expect(scheduler.asked[1]).toEqual({
      command: 'DeleteScheduleCommand',
      input: { Name: 'B-1_pickup-24h_x', GroupName: 'reminders' },
    });
  });

  it('fails where the Scheduler fails', async () => {
    await expect(schedulesOf(fakeClient(awsError('ThrottlingException'))).put(schedule)).rejects.toThrow('from AWS');
    await expect(schedulesOf(fakeClient(awsError('ThrottlingException'))).remove('x')).rejects.toThrow('from AWS');
  });
});
