import { expect, it } from 'vitest';
import { createSkipClock } from '../../../../local/clock/skip-clock.ts';
import { createKernel } from '../../../../local/kernel/dispatcher.ts';
import { createFaults } from '../../../../local/kernel/faults.ts';
import { createMeter } from '../../../../local/kernel/meter.ts';
import { createObserver } from '../../../../local/kernel/observer.ts';
import { administrator } from '../../../../local/kernel/service.ts';
import { createWork } from '../../../../local/kernel/work.ts';
import { createStepFunctionsService } from '../../../../local/services/step-functions/step-functions-service.ts';
import { definitionOf, machineArn, roleArn, startMs } from './step-functions-world.ts';

interface Told {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:one`;

/** Runs a machine's execution `one` until it waits or ends; `told` fills as the bus is told of it. */
async function started(states: Readonly<Record<string, object>>) {
  const work = createWork((error) => {
    throw error;
  });
  const clock = createSkipClock(startMs, work);
  const kernel = createKernel({
    accountId: '111122223333',
    region: 'eu-west-1',
    clock,
    seed: 1,
    work,
    meter: createMeter(),
    observer: createObserver(() => clock.nowMs()),
    faults: createFaults(),
    authorise: () => {},
  });
  const told: Told[] = [];
  const publishServiceEvent = (event: Told) => void told.push(event);
  const collaborators = { hasServiceEventRules: () => true, publishServiceEvent };
  kernel.register(createStepFunctionsService(kernel, collaborators).service);
  const call = (operation: string, input: object) =>
    kernel.call({ service: 'states', operation, input, caller: administrator });
  await call('CreateStateMachine', { name: 'orders', definition: definitionOf(states), roleArn });
  await call('StartExecution', { stateMachineArn: machineArn, name: 'one', input: '{"a":1}' });
  await clock.runThrough(clock.nowMs());
  return { told, call, settle: () => clock.runThrough(clock.nowMs()) };
}

it('the bus is told that an execution runs, and how it ended, even if both happen at once', async () => {
  const { told } = await started({ Only: { Type: 'Pass', Output: 'done', End: true } });
  expect(told).toHaveLength(2);
  expect(told[0]).toEqual({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: machineArn,
      name: 'one',
      status: 'RUNNING',
      startDate: startMs,
      stopDate: null,
      input: '{"a":1}',
      output: null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      inputDetails: { included: true },
      outputDetails: null,
      error: null,
      cause: null,
    },
  });
  expect(told[1]!.detail).toMatchObject({
    status: 'SUCCEEDED',
    stopDate: startMs,
    output: '"done"',
    outputDetails: { included: true },
  });
});

it('the bus is told of an execution’s stop and redrive, and of nothing that comes too late', async () => {
  const { told, call, settle } = await started({ Only: { Type: 'Wait', Seconds: 60, End: true } });
  await call('StopExecution', { executionArn, error: 'Enough', cause: 'because' });
  await call('StopExecution', { executionArn });
  await call('RedriveExecution', { executionArn });
  await settle();
  expect(told.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'ABORTED', 'RUNNING']);
  expect(told[1]!.detail).toMatchObject({ error: 'Enough', cause: 'because', redriveStatus: 'REDRIVABLE' });
  expect(told[2]!.detail).toMatchObject({ error: null, stopDate: null, redriveCount: 1, redriveDate: startMs });
});
