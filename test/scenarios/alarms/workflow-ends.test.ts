import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isExpress, type MachineType } from '../../../infra/names.ts';
import { type AlarmedLegwork, booking, prefix, startAlarmedLegwork } from './support/alarmed-legwork.ts';

const standard = ['booking', 'deposit', 'trip-leg', 'rental-watch', 'subscription', 'notification'] as const;
const all: readonly MachineType[] = [...standard, 'leg-assessment', 'vehicle-check'];
const machineArn = (type: MachineType) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${prefix}${type}`;

let legwork: AlarmedLegwork;
beforeAll(async () => {
  legwork = await startAlarmedLegwork();
}, 120_000);
afterAll(() => legwork?.close());

const ended = (type: MachineType, status: string) =>
  legwork.untilSeen(
    (event) =>
      event.kind === 'execution-ended' && event.status === status && event.stateMachineArn === machineArn(type),
    60,
  );
const start = (stateMachineArn: string, input = '{}') =>
  legwork.call<{ executionArn: string }>('states', 'StartExecution', { stateMachineArn, input });

describe('an execution that fails', () => {
  it('is alarmed of where a function of a workflow cannot be called', async () => {
    legwork.runtime.setFault('lambda', 'Invoke', { code: 'ResourceNotFoundException', message: 'gone' });
    await legwork.tell('BookingConfirmed', { booking: booking('B-1', legwork.nowMs()) });
    // The router is a function too, but its queue calls it in another way.
    await legwork.expectToFire('workflow-failed-booking', await ended('booking', 'FAILED'));
    legwork.runtime.setFault('lambda', 'Invoke', null);
    await legwork.expectToClear('workflow-failed-booking', 10);
  });

  it.each(all)('of %s fires its alarm and no other workflow’s, and clears when no more do', async (type) => {
    const before = legwork.changes().length;
    await start(`${machineArn(type)}:live`);
    await legwork.expectToFire(`workflow-failed-${type}`, await ended(type, 'FAILED'));
    await legwork.expectToClear(`workflow-failed-${type}`, 10);
    const fired = legwork
      .changes()
      .slice(before)
      .filter(({ state }) => state === 'ALARM');
    const names = new Set(fired.map(({ name }) => name));
    expect([...names].filter((name) => name.startsWith('workflow-'))).toEqual([`workflow-failed-${type}`]);
  });
});

describe('an execution that runs out of its time', () => {
  it.each(all)('of %s fires its alarm, which clears again', async (type) => {
    const { definition } = await legwork.call<{ definition: string }>('states', 'DescribeStateMachine', {
      stateMachineArn: machineArn(type),
    });
    // As if a definition had been deployed that forgets to end.
    const States = { Stay: { Type: 'Wait', Seconds: 290, Next: 'Stay' } };
    const hanging = { QueryLanguage: 'JSONata', TimeoutSeconds: 60, StartAt: 'Stay', States };
    const update = (text: string) =>
      legwork.call('states', 'UpdateStateMachine', { stateMachineArn: machineArn(type), definition: text });
    await update(JSON.stringify(hanging));
    await start(machineArn(type));
    await legwork.expectToFire(`workflow-timed-out-${type}`);
    await update(definition);
    await legwork.expectToClear(`workflow-timed-out-${type}`, 5);
  });
});

describe('an execution that is stopped', () => {
  it.each(standard)('of %s fires its alarm, which clears again', async (type) => {
    const { executionArn } = await start(machineArn(type), JSON.stringify({ type, id: 'X-1', run: 1 }));
    await legwork.call('states', 'StopExecution', { executionArn, cause: 'a hand in the console' });
    await legwork.expectToFire(`workflow-aborted-${type}`);
    await legwork.expectToClear(`workflow-aborted-${type}`, 5);
  });

  it('has no alarm where the machine is an Express one, whose executions nobody can stop', async () => {
    const { MetricAlarms } = await legwork.call<{ MetricAlarms: { AlarmName: string }[] }>(
      'cloudwatch',
      'DescribeAlarms',
      {
        AlarmNamePrefix: `${prefix}workflow-aborted-`,
      },
    );
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(
      all
        .filter((type) => !isExpress(type))
        .map((type) => `${prefix}workflow-aborted-${type}`)
        .sort(),
    );
  });
});
