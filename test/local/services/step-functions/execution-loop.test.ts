import { describe, expect, it } from 'vitest';
import { createWorld, machineArn, returned, startMs, type World } from './step-functions-world.ts';

const charge = {
  Charge: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'charge' },
    Output: '{% $states.result.Payload %}',
    TimeoutSeconds: 60,
    End: true,
  },
};

/** A world whose function answers when `release` is called. */
function held(): { world: World; release: (result: unknown) => void } {
  let release = (_result: unknown): void => {};
  const answer = new Promise((resolve) => {
    release = (result) => resolve(returned(result));
  });
  return { world: createWorld({ lambda: { Invoke: () => answer } }), release: (result) => release(result) };
}

/** Lets everything run that waits for nothing but promises. */
async function flush(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the execution loop', () => {
  it('L1: shows an execution as running before its first event was worked on', async () => {
    const world = createWorld();
    await world.create(charge);
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: machineArn });
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'RUNNING',
      startDate: new Date(startMs),
    });
  });

  it('L3: calls a task after the history shows it as started', async () => {
    const seen: string[] = [];
    const world: World = createWorld({
      lambda: {
        Invoke: async () => {
          const { executions } = await world.states('ListExecutions', { stateMachineArn: machineArn });
          const { events } = await world.states('GetExecutionHistory', { executionArn: executions[0].executionArn });
          seen.push(events.at(-1).type);
          return returned(null);
        },
      },
    });
    await world.run(charge);
    expect(seen).toEqual(['TaskStarted']);
  });

  it('L4: counts work while a task is called, so that the clock stands still', async () => {
    const { world, release } = held();
    await world.create(charge);
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: machineArn });
    const running = world.clock.runThrough(startMs + 100_000);
    await flush();
    expect(world.kernel.work.isIdle()).toBe(false);
    expect(world.clock.nowMs()).toBe(startMs);
    release('done');
    await running;
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      output: '"done"',
      stopDate: new Date(startMs),
    });
  });

  it('runs one execution while another waits for its task', async () => {
    const { world, release } = held();
    await world.create(charge);
    const first = await world.states('StartExecution', { stateMachineArn: machineArn, name: 'first' });
    await world.states('CreateStateMachine', {
      name: 'other',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } }),
      roleArn: 'role',
    });
    const otherArn = machineArn.replace('orders', 'other');
    const other = await world.states('StartExecution', { stateMachineArn: otherArn });
    await flush();
    expect(await world.states('DescribeExecution', { executionArn: first.executionArn })).toMatchObject({
      status: 'RUNNING',
    });
    expect(await world.states('DescribeExecution', { executionArn: other.executionArn })).toMatchObject({
      status: 'SUCCEEDED',
    });
    release('done');
    await world.settle();
    expect(await world.states('DescribeExecution', { executionArn: first.executionArn })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });
});
