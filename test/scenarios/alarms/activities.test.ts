import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HANDLERS } from '../../infra/synthesize.ts';
import { type AlarmedLegwork, booking, prefix, startAlarmedLegwork } from './support/alarmed-legwork.ts';

let legwork: AlarmedLegwork;
beforeAll(async () => {
  // One at a time of one function, so that a handful of calls is too many.
  legwork = await startAlarmedLegwork({ concurrency: { 'decide-deposit': 1 } });
}, 120_000);
afterAll(() => legwork?.close());

/** Input that no function takes. */
const invoke = (name: string) => {
  const input = { FunctionName: `${prefix}${name}`, Payload: new TextEncoder().encode('{"nothing":"of use"}') };
  return legwork.call<{ FunctionError?: string }>('lambda', 'Invoke', input);
};

describe('an activity that fails', () => {
  it('is alarmed of in the outage of its provider, while its workflow still tries, and clears after it', async () => {
    const { runtime } = legwork;
    const start = new Date(legwork.nowMs() + 4 * 3_600_000).toISOString();
    const end = new Date(legwork.nowMs() + 30 * 3_600_000).toISOString();
    legwork.change({ outages: { payments: true } });
    const deposit = { amountCents: 20_000, currency: 'EUR' };
    await legwork.tell('BookingConfirmed', { booking: booking('B-1', legwork.nowMs(), { start, end, deposit }) });
    await legwork.expectToFire('activity-failing-charge-deposit');
    expect(legwork.changes().map(({ name }) => name)).not.toContain('workflow-failed-deposit');
    legwork.change({ outages: { payments: false } });
    await legwork.expectToClear('activity-failing-charge-deposit', 120);
    expect(runtime.report().permissions.missing).toEqual([]);
  });

  // The sweeper takes any input.
  it.each(HANDLERS.filter((name) => name !== 'sweep-workflows'))(
    '%s: a quarter of its invocations or more, in two minutes, fires its alarm',
    async (name) => {
      await expectAlarmOfFailures(name);
    },
  );

  it('sweep-workflows: where it cannot reach its table, fires its alarm', async () => {
    legwork.runtime.setFault('dynamodb', '*', { code: 'InternalServerError', message: 'no', statusCode: 500 });
    await expectAlarmOfFailures('sweep-workflows');
    legwork.runtime.setFault('dynamodb', '*', null);
  });

  async function expectAlarmOfFailures(name: string) {
    const causedAtMs = legwork.nowMs();
    expect(await invoke(name)).toMatchObject({ FunctionError: 'Unhandled' });
    await legwork.pass(6);
    await invoke(name);
    await legwork.expectToFire(`activity-failing-${name}`, causedAtMs);
    await legwork.expectToClear(`activity-failing-${name}`, 50);
  }
});

describe('an activity that is slow', () => {
  it.each(HANDLERS)('%s: fires its alarm where the slowest take half of their time, and clears', async (name) => {
    const functionName = `${prefix}${name}`;
    const { Timeout } = await legwork.call<{ Timeout: number }>('lambda', 'GetFunctionConfiguration', {
      FunctionName: functionName,
    });
    legwork.runtime.setFunctionDuration(functionName, Timeout * 500);
    const causedAtMs = legwork.nowMs();
    await invoke(name);
    await legwork.pass(6);
    await invoke(name);
    await legwork.expectToFire(`activity-slow-${name}`, causedAtMs);
    legwork.runtime.setFunctionDuration(functionName, null);
    await legwork.expectToClear(`activity-slow-${name}`, 50);
  });
});

describe('functions that are refused', () => {
  it('fire the alarm on throttles, which clears', async () => {
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => invoke('decide-deposit')));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(11);
    await legwork.expectToFire('functions-throttled');
    await legwork.expectToClear('functions-throttled', 20);
  });
});

describe('Step Functions’ refusals', () => {
  const throttling = { code: 'ThrottlingException', message: 'Rate exceeded' };

  it('of starts fire their alarm, which clears when the workflow has begun after all', async () => {
    legwork.runtime.setFault('states', 'StartExecution', throttling);
    await legwork.tell('BookingConfirmed', { booking: booking('B-2', legwork.nowMs()) });
    await legwork.expectToFire('step-functions-throttled-starts');
    legwork.runtime.setFault('states', 'StartExecution', null);
    await legwork.expectToClear('step-functions-throttled-starts', 30);
  });

  it('of signals fire their alarm, which clears', async () => {
    legwork.runtime.setFault('states', 'SendTaskSuccess', throttling);
    await legwork.tell('BookingCancelled', { bookingId: 'B-2', reason: 'customer' });
    await legwork.expectToFire('step-functions-throttled-signals');
    legwork.runtime.setFault('states', 'SendTaskSuccess', null);
    await legwork.expectToClear('step-functions-throttled-signals', 30);
  });

  it('of transitions fire their alarm, which clears', async () => {
    // The runtime never holds up a transition: here it is told that it did, as Step Functions would count it.
    legwork.runtime.kernel.observer.emit({ kind: 'call-throttled', service: 'states', operation: 'StateTransition' });
    await legwork.expectToFire('step-functions-throttled-transitions');
    await legwork.expectToClear('step-functions-throttled-transitions', 20);
  });
});
