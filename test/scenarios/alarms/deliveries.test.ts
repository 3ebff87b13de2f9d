import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AlarmedLegwork, booking, prefix, startAlarmedLegwork } from './support/alarmed-legwork.ts';

const faults = [
  ['states', 'StartExecution'],
  ['sqs', 'SendMessage'],
  ['lambda', 'Invoke'],
] as const;

let legwork: AlarmedLegwork;
beforeAll(async () => {
  legwork = await startAlarmedLegwork();
}, 120_000);
afterAll(() => legwork?.close());
afterEach(() => {
  for (const [service, operation] of faults) legwork.runtime.setFault(service, operation, null);
});

const queueUrl = async (name: string) => {
  const input = { QueueName: `${prefix}${name}` };
  return (await legwork.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', input)).QueueUrl;
};
const purge = async (name: string) => legwork.call('sqs', 'PurgeQueue', { QueueUrl: await queueUrl(name) });
const hours = (count: number) => new Date(legwork.nowMs() + count * 3_600_000).toISOString();
/** A booking that nothing but its reminders happens to, the first of which is due in this many hours. */
const confirmWithReminderIn = (id: string, inHours: number) =>
  legwork.tell('BookingConfirmed', {
    booking: booking(id, legwork.nowMs(), { start: hours(24 + inHours), end: hours(48 + inHours) }),
  });

describe('dead letters', () => {
  it('of poison fire the alarm of the router’s queue, which stays as long as they lie there', async () => {
    await legwork.tell('BookingCancelled', { bookingId: 'B-1' });
    await legwork.expectToFire('dead-letters-dead-letters');
    await legwork.pass(3 * 24 * 60);
    const states = legwork.changes().filter(({ name }) => name === 'dead-letters-dead-letters');
    expect(states.map(({ state }) => state)).toEqual(['ALARM']);
    await purge('dead-letters');
    await legwork.expectToClear('dead-letters-dead-letters', 5);
  });

  it('of events that the bus cannot put into the queue fire theirs', async () => {
    // Nobody may send to the queue any more: as after a change of its policy.
    const QueueUrl = await queueUrl('events');
    const { Attributes } = await legwork.call<{ Attributes: { Policy: string } }>('sqs', 'GetQueueAttributes', {
      QueueUrl,
      AttributeNames: ['Policy'],
    });
    await legwork.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } });
    await legwork.tell('BookingCancelled', { bookingId: 'B-1', reason: 'customer' });
    await legwork.expectToFire('dead-letters-undelivered-events');
    await legwork.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes });
    await purge('undelivered-events');
    await legwork.expectToClear('dead-letters-undelivered-events', 5);
  });

  it.each(['reminders', 'leg-assessment', 'vehicle-check'])('of schedules of %s fire theirs', async (group) => {
    await legwork.expectToFire(`dead-letters-undelivered-${group}`, await failASchedule(group));
    await purge(`undelivered-${group}`);
    await legwork.expectToClear(`dead-letters-undelivered-${group}`, 5);
  });
});

describe('schedules', () => {
  const groups = ['reminders', 'leg-assessment', 'vehicle-check'];
  const unreachable = { code: 'InternalServerError', message: 'no', statusCode: 500 };

  it.each(groups)(
    'of %s whose machine cannot be started fire the alarm of their group, which clears',
    async (group) => {
      legwork.runtime.setFault('states', 'StartExecution', unreachable);
      await legwork.expectToFire(`schedules-failing-${group}`, await makeSchedule(group, { retries: 20 }));
      legwork.runtime.setFault('states', 'StartExecution', null);
      await legwork.expectToClear(`schedules-failing-${group}`, 60);
    },
  );

  it('of the sweeper fire both alarms of their group, as no firing of theirs is repeated', async () => {
    legwork.runtime.setFault('lambda', 'Invoke', unreachable);
    const causedAtMs = await legwork.untilSeen(
      (event) => event.kind === 'schedule-fired' && event.scheduleName === 'sweep-workflows',
      190,
    );
    await legwork.expectToFire('schedules-failing-operations', causedAtMs);
    await legwork.expectToFire('schedules-dropped-operations', causedAtMs);
    legwork.runtime.setFault('lambda', 'Invoke', null);
    await legwork.expectToClear('schedules-dropped-operations', 20);
  });

  it.each(groups)('of %s that are given up without a dead letter fire their alarm, which clears', async (group) => {
    legwork.runtime.setFault('states', 'StartExecution', unreachable);
    const causedAtMs = await makeSchedule(group, { retries: 0 });
    legwork.runtime.setFault('states', 'StartExecution', null);
    await legwork.expectToFire(`schedules-dropped-${group}`, causedAtMs);
    await legwork.expectToClear(`schedules-dropped-${group}`, 20);
  });

  it.each(groups)('of %s whose dead letter is lost fire their alarm, which clears', async (group) => {
    legwork.runtime.setFault('sqs', 'SendMessage', { code: 'AccessDenied', message: 'no', statusCode: 403 });
    await legwork.expectToFire(`schedules-dead-letter-lost-${group}`, await failASchedule(group));
    legwork.runtime.setFault('sqs', 'SendMessage', null);
    await legwork.expectToClear(`schedules-dead-letter-lost-${group}`, 20);
  });
});

describe('a signal that comes too late', () => {
  it('fires the router’s alarm where the workflow has closed before, which clears', async () => {
    await legwork.tell('BookingConfirmed', { booking: booking('B-2', legwork.nowMs()) });
    await legwork.tell('BookingCancelled', { bookingId: 'B-2', reason: 'customer' });
    await legwork.pass(1);
    await legwork.tell('RentalStarted', { bookingId: 'B-2', vehicleId: 'V-1', startedAt: hours(0) });
    await legwork.expectToFire('signals-undeliverable-route-event');
    await legwork.expectToClear('signals-undeliverable-route-event', 20);
  });

  it('fires the alarm of the closing function where it lay there as the workflow closed, which clears', async () => {
    const deposit = { amountCents: 20_000, currency: 'EUR' };
    await legwork.tell('BookingConfirmed', { booking: booking('B-3', legwork.nowMs(), { deposit }) });
    // One that no wait of a deposit takes, stored at the last moment.
    const end = legwork.runtime.kernel.observer.subscribe(
      (event) => {
        const isClosing = event.kind === 'state-entered' && event.stateName === 'Close';
        if (isClosing && event.executionArn.endsWith(':deposit-B-3-r1')) void putSignal('deposit#B-3');
      },
      new Set(['state-entered']),
    );
    await legwork.tell('BookingCancelled', { bookingId: 'B-3', reason: 'customer' });
    end();
    await legwork.expectToFire('signals-undeliverable-close-workflow');
    await legwork.expectToClear('signals-undeliverable-close-workflow', 20);
  });
});

describe('a reminder', () => {
  it('that goes out late fires the alarm on late ones, which clears', async () => {
    await confirmWithReminderIn('B-4', 2);
    await legwork.pass(119);
    legwork.change({ outages: { notifications: true } });
    await legwork.pass(60);
    legwork.change({ outages: { notifications: false } });
    const sentAtMs = await legwork.untilSeen((event) => event.kind === 'email-sent' || event.kind === 'text-sent', 120);
    await legwork.expectToFire('reminders-late', sentAtMs);
    await legwork.expectToClear('reminders-late', 20);
  });

  it('that no provider takes until it is of no use is dropped and fires the alarm of who dropped it', async () => {
    await confirmWithReminderIn('B-5', 1);
    legwork.change({ outages: { notifications: true } });
    const isDropped = (event: { kind: string; detailType?: string }) =>
      event.kind === 'event-published' && event.detailType === 'ReminderDropped';
    const droppedAtMs = await legwork.untilSeen(isDropped, 3 * 24 * 60);
    await legwork.expectToFire('reminders-dropped-send-notification', droppedAtMs);
    legwork.change({ outages: { notifications: false } });
    await legwork.expectToClear('reminders-dropped-send-notification', 48 * 60);
  });

  it('that fails for a day is given up and fires the alarm of who gave it up', async () => {
    legwork.change({ outages: { notifications: true }, cards: { pm_1: 'declines' } });
    await legwork.tell('BookingConfirmed', {
      booking: booking('B-6', legwork.nowMs(), {
        ...{ start: hours(25), end: hours(49) },
        deposit: { amountCents: 20_000, currency: 'EUR' },
      }),
    });
    const isGivenUp = (event: { kind: string; line?: string }) =>
      event.kind === 'lambda-log' && event.line?.includes('"service":"drop-notification"') === true;
    const givenUpAtMs = await legwork.untilSeen(isGivenUp, 3 * 24 * 60);
    await legwork.expectToFire('reminders-dropped-drop-notification', givenUpAtMs - 1);
    legwork.change({ outages: { notifications: false } });
    await legwork.expectToClear('reminders-dropped-drop-notification', 48 * 60);
  });
});

const putSignal = (pk: string) =>
  legwork.call('dynamodb', 'PutItem', {
    TableName: `${prefix}workflows`,
    Item: {
      pk: { S: pk },
      sk: { S: `signal#${hours(0)}#0000000001#evt-late` },
      type: { S: 'RentalReturned' },
      payload: { M: {} },
      receivedAt: { S: hours(0) },
      pendingSince: { S: hours(0) },
    },
  });

/** A schedule of the group that fires within a minute, and starts what its group starts. Answers the instant before it does. */
async function makeSchedule(group: string, { retries, queue }: { retries: number; queue?: string }): Promise<number> {
  const firesAtMs = legwork.nowMs() + 30_000;

  const machine = group === 'reminders' ? 'notification' : group;
  const roles = await rolesOfSchedules();
  await legwork.call('scheduler', 'CreateSchedule', {
    Name: `test-${legwork.nowMs()}`,
    GroupName: `${prefix}${group}`,
    ScheduleExpression: `at(${new Date(firesAtMs).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: `arn:aws:states:eu-west-1:111122223333:stateMachine:${prefix}${machine}:live`,
      RoleArn: roles[group],
      Input: '{}',
      RetryPolicy: { MaximumRetryAttempts: retries },
      ...(queue !== undefined && { DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:111122223333:${prefix}${queue}` } }),
    },
  });
  await legwork.pass(1);
  return firesAtMs - 1_000;
}

async function failASchedule(group: string): Promise<number> {
  legwork.runtime.setFault('states', 'StartExecution', {
    code: 'AccessDeniedException',
    message: 'no',
    statusCode: 403,
  });
  const causedAtMs = await makeSchedule(group, { retries: 0, queue: `undelivered-${group}` });

  legwork.runtime.setFault('states', 'StartExecution', null);
  return causedAtMs;
}

/** Roles by which schedules act, as the functions that make them are told. */
async function rolesOfSchedules(): Promise<Record<string, string>> {
  const roleOf = async (functionName: string, variable: string) => {
    const { Environment } = await legwork.call<{ Environment: { Variables: Record<string, string> } }>(
      'lambda',
      'GetFunctionConfiguration',
      { FunctionName: `${prefix}${functionName}` },
    );
    return Environment.Variables[variable]!;
  };
  return {
    reminders: await roleOf('sync-reminders', 'REMINDER_SCHEDULE_ROLE_ARN'),
    'leg-assessment': await roleOf('sync-leg-schedules', 'RECURRING_SCHEDULE_ROLE_ARN'),
    'vehicle-check': await roleOf('sync-rental-watch', 'RECURRING_SCHEDULE_ROLE_ARN'),
  };
}
