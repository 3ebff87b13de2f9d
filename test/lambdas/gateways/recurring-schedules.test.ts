import { ConflictException, ResourceNotFoundException } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { createRecurringSchedules, type RecurringSchedule } from '../../../lambdas/gateways/recurring-schedules.ts';
import { awsError, type FakeClient, fakeClient } from './support/fake-client.ts';

const schedule: RecurringSchedule = {
  name: 'L-1_close',
  subject: 'L-1',
  everyMinutes: 5,
  startAtMs: Date.parse('2026-03-09T17:00:00Z'),
  lastAtMs: Date.parse('2026-03-09T20:00:00Z'),
  input: { legId: 'L-1' },
};
const failure = { $metadata: {}, message: '', Message: '' };

const schedulesOf = (scheduler: FakeClient) =>
  createRecurringSchedules({
    scheduler,
    groupName: 'group',
    roleArn: 'arn:role',
    deadLetterQueueArn: 'arn:queue',
    stateMachineArn: 'arn:machine:live',
  });

async function request(changes: Partial<RecurringSchedule> = {}): Promise<unknown> {
  const scheduler = fakeClient();
  await schedulesOf(scheduler).put({ ...schedule, ...changes });
  return scheduler.asked[0]?.input;
}

describe('a recurring schedule', () => {
  it('starts the machine from its first instant on, and removes itself after the last', async () => {
    expect(await request()).toMatchObject({
      Name: 'L-1_close',
      GroupName: 'group',
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      StartDate: new Date('2026-03-09T17:00:00Z'),
      // Between the last instant and the one that would follow it.
      EndDate: new Date('2026-03-09T20:02:30Z'),
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        RoleArn: 'arn:role',
        DeadLetterConfig: { Arn: 'arn:queue' },
      },
    });
  });

  it('tells the machine which instant was due, and names executions after whom it is about', async () => {
    const { Target } = (await request()) as { Target: { Input: string } };
    const call = JSON.parse(Target.Input);
    expect(call.StateMachineArn).toBe('arn:machine:live');
    expect(call.Name).toBe('L-1_<aws.scheduler.execution-id>');
    expect(JSON.parse(call.Input)).toEqual({ legId: 'L-1', at: '<aws.scheduler.scheduled-time>' });
  });

  it.each([
    [1, 'rate(1 minute)', 60],
    [15, 'rate(15 minutes)', 900],
    [2_880, 'rate(2880 minutes)', 86_400],
  ])('of every %d minutes is tried again until the next one is due', async (everyMinutes, expression, ageSeconds) => {
    expect(await request({ everyMinutes })).toMatchObject({
      ScheduleExpression: expression,
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: ageSeconds } },
    });
  });

  it('without a last instant goes on', async () => {
    const { lastAtMs: _last, ...endless } = schedule;
    const scheduler = fakeClient();
    await schedulesOf(scheduler).put(endless);
    expect(scheduler.asked[0]?.input).not.toHaveProperty('EndDate');
  });

  it('never begins earlier than asked: a fraction of a second is rounded up', async () => {
    const startAtMs = Date.parse('2026-03-09T17:00:00.001Z');
    expect(await request({ startAtMs })).toMatchObject({ StartDate: new Date('2026-03-09T17:00:01Z') });
  });

  it('replaces the one of its name, whole', async () => {
    const scheduler = fakeClient(new ConflictException(failure));
    expect(await schedulesOf(scheduler).put(schedule)).toBe('updated');
    expect(scheduler.asked.map(({ command }) => command)).toEqual(['CreateScheduleCommand', 'UpdateScheduleCommand']);
    expect(scheduler.asked[1]?.input).toEqual(scheduler.asked[0]?.input);
  });

  it('is removed, and one that is gone already is as good as removed', async () => {
    const scheduler = fakeClient({}, new ResourceNotFoundException(failure));
    await schedulesOf(scheduler).remove('L-1_close');
    await schedulesOf(scheduler).remove('L-1_close');
    expect(scheduler.asked[1]).toEqual({
      command: 'DeleteScheduleCommand',
      input: { Name: 'L-1_close', GroupName: 'group' },
    });
  });

  it('fails where Scheduler fails', async () => {
    await expect(schedulesOf(fakeClient(awsError('ThrottlingException'))).put(schedule)).rejects.toThrow('from AWS');
    await expect(schedulesOf(fakeClient(awsError('ThrottlingException'))).remove('x')).rejects.toThrow('from AWS');
  });
});
