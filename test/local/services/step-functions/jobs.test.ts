import { describe, expect, it } from 'vitest';
import { createWorld, definitionOf, roleArn, startMs, type World } from './step-functions-world.ts';

const childArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:child';

const parentOf = (pattern: string, fields: object = {}) => ({
  Run: {
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Arguments: { StateMachineArn: childArn, Name: 'one', Input: { amountCents: 100 } },
    End: true,
    ...fields,
  },
});

async function createChild(world: World, states: Readonly<Record<string, object>>): Promise<void> {
  await world.states('CreateStateMachine', { name: 'child', definition: definitionOf(states), roleArn });
}

const wait = { Wait: { Type: 'Wait', Seconds: 60, Output: { done: true }, End: true } };

describe('startExecution.sync', () => {
  it('waits for the execution that it started, and gives its description with input and output as documents', async () => {
    const world = createWorld();
    await createChild(world, wait);
    expect((await world.run(parentOf('.sync:2'))).status).toBe('RUNNING');
    await world.clock.runThrough(startMs + 60_000);
    const { status, output } = await world.states('DescribeExecution', {
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:child:one',
    });
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '{"done":true}' });
    const { executions } = await world.states('ListExecutions', {
      stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders',
    });
    const parent = await world.states('DescribeExecution', { executionArn: executions[0].executionArn });
    expect(JSON.parse(parent.output)).toEqual({
      ExecutionArn: 'arn:aws:states:eu-west-1:111122223333:execution:child:one',
      Input: { amountCents: 100 },
      InputDetails: { Included: true },
      Name: 'one',
      Output: { done: true },
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: startMs,
      StateMachineArn: childArn,
      Status: 'SUCCEEDED',
      StopDate: startMs + 60_000,
    });
  });

  it('has input and output as text without the 2', async () => {
    const world = createWorld();
    await createChild(world, { Pass: { Type: 'Pass', Output: [1], End: true } });
    const { output } = await world.run(parentOf('.sync'));
    expect(JSON.parse(output)).toMatchObject({ Input: '{"amountCents":100}', Output: '[1]' });
  });

  it('fails with States.TaskFailed where the execution fails, and tells how', async () => {
    const world = createWorld();
    await createChild(world, { Fail: { Type: 'Fail', Error: 'Declined', Cause: 'no funds' } });
    const { status, error, cause } = await world.run(parentOf('.sync'));
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(cause)).toMatchObject({ Status: 'FAILED', Error: 'Declined', Cause: 'no funds' });
  });

  it('stops the execution when the one that waits is stopped', async () => {
    const world = createWorld();
    await createChild(world, wait);
    const { executionArn } = await world.run(parentOf('.sync'));
    await world.states('StopExecution', { executionArn });
    await world.settle();
    const child = await world.states('DescribeExecution', {
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:child:one',
    });
    expect(child.status).toBe('ABORTED');
    expect(world.unhandled).toEqual([]);
  });

  it('asks for the execution under the role of the machine that waits', async () => {
    const world = createWorld();
    await createChild(world, { Pass: { Type: 'Pass', End: true } });
    await world.run(parentOf('.sync'));
    expect(world.access.map(({ action }) => action)).toContain('states:DescribeExecution');
  });
});
