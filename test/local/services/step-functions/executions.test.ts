import { describe, expect, it } from 'vitest';
import { awsError, createWorld, definitionOf, machineArn, returned, roleArn, startMs } from './step-functions-world.ts';

const rest = { Rest: { Type: 'Wait', Seconds: 60, End: true } };
const day = 24 * 60 * 60 * 1000;

describe('StartExecution', () => {
  it('answers a second start with the same name and input by the execution that runs', async () => {
    const world = createWorld();
    await world.create(rest);
    const start = { stateMachineArn: machineArn, name: 'run-1', input: '{"id":"B-1"}' };
    const first = await world.states('StartExecution', start);
    await world.clock.runThrough(startMs + 5000);
    expect(await world.states('StartExecution', start)).toEqual(first);
    expect(first).toEqual({
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:orders:run-1',
      startDate: new Date(startMs),
    });
  });

  it('refuses another input, and the same name for 90 days after the end', async () => {
    const world = createWorld();
    await world.create(rest);
    const start = { stateMachineArn: machineArn, name: 'run-1', input: '{}' };
    await world.states('StartExecution', start);
    const taken = {
      code: 'ExecutionAlreadyExists',
      message: "Execution Already Exists: 'arn:aws:states:eu-west-1:111122223333:execution:orders:run-1'",
    };
    await expect(world.states('StartExecution', { ...start, input: '{ }' })).rejects.toMatchObject(taken);
    await world.clock.runThrough(startMs + 60_000);
    await expect(world.states('StartExecution', start)).rejects.toMatchObject(taken);
    await world.clock.runThrough(startMs + 60_000 + 90 * day);
    await expect(world.states('StartExecution', start)).rejects.toMatchObject(taken);
    await world.clock.runThrough(startMs + 60_001 + 90 * day);
    expect(await world.states('StartExecution', start)).toMatchObject({
      startDate: new Date(startMs + 60_001 + 90 * day),
    });
  });

  it.each([
    ['', 'Invalid execution input.'],
    [
      'not json',
      "'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
    ],
    ["{'a': 1}", "'Unexpected character (''' (code 39)): was expecting double-quote to start field name'"],
    ['{} {', "'Unexpected end-of-input'"],
  ])('refuses the input %j', async (input, detail) => {
    const world = createWorld();
    await world.create(rest);
    const refusal = world.states('StartExecution', { stateMachineArn: machineArn, input });
    await expect(refusal).rejects.toMatchObject({
      code: 'InvalidExecutionInput',
      message: expect.stringContaining(detail),
    });
  });

  it('refuses names with characters that AWS forbids', async () => {
    const world = createWorld();
    await world.create(rest);
    await expect(world.states('StartExecution', { stateMachineArn: machineArn, name: 'a b' })).rejects.toMatchObject({
      code: 'InvalidName',
      message: "Invalid Name: 'a b'",
    });
  });

  it('needs the permission on the ARN that it was called with', async () => {
    const world = createWorld();
    await world.create(rest);
    await world.states('StartExecution', { stateMachineArn: machineArn });
    expect(world.access.at(-1)).toEqual({ action: 'states:StartExecution', resource: machineArn });
  });
});

describe('an execution', () => {
  it('keeps the definition, the role and the version that it started with', async () => {
    const world = createWorld();
    await world.create({
      Rest: { Type: 'Wait', Seconds: 60, Next: 'Old' },
      Old: { Type: 'Pass', Output: 'old', End: true },
    });
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: machineArn });
    await world.states('UpdateStateMachine', {
      stateMachineArn: machineArn,
      definition: definitionOf({ New: { Type: 'Pass', Output: 'new', End: true } }),
    });
    await world.states('UpdateStateMachine', {
      stateMachineArn: machineArn,
      roleArn: 'arn:aws:iam::111122223333:role/other',
    });
    await world.clock.runThrough(startMs + 60_000);
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '"old"',
    });
    expect(await world.states('DescribeStateMachineForExecution', { executionArn })).toMatchObject({
      roleArn,
      definition: expect.stringContaining('Old'),
    });
  });

  it('is described as AWS does', async () => {
    const world = createWorld();
    const described = await world.run({ Only: { Type: 'Pass', End: true } }, { a: 1 });
    expect(described).toEqual({
      executionArn: expect.stringMatching(/^arn:aws:states:eu-west-1:111122223333:execution:orders:[0-9a-f-]{36}$/),
      name: expect.any(String),
      stateMachineArn: machineArn,
      status: 'SUCCEEDED',
      startDate: new Date(startMs),
      stopDate: new Date(startMs),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  it('is stopped at once', async () => {
    const world = createWorld();
    await world.create(rest);
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: machineArn });
    await world.clock.runThrough(startMs + 1000);
    const stopped = await world.states('StopExecution', { executionArn, error: 'Operator', cause: 'not needed' });
    expect(stopped).toEqual({ stopDate: new Date(startMs + 1000) });
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'ABORTED',
      error: 'Operator',
      cause: 'not needed',
      redriveStatus: 'REDRIVABLE',
    });
    await expect(world.states('StopExecution', { executionArn: `${executionArn}x` })).rejects.toMatchObject({
      code: 'ExecutionDoesNotExist',
    });
    await expect(world.states('StopExecution', { executionArn: 'run-1' })).rejects.toMatchObject({
      code: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: run-1'",
    });
  });

  it('is redriven from where it failed, within 14 days', async () => {
    let isUp = false;
    const world = createWorld({
      lambda: {
        Invoke: () => {
          if (isUp) return returned('charged');
          throw awsError('ServiceException', 'down');
        },
      },
    });
    const failing = {
      Charge: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'charge' },
        Output: '{% $states.result.Payload %}',
        End: true,
      },
    };
    const { executionArn, status } = await world.run(failing);
    expect(status).toBe('FAILED');
    isUp = true;
    await world.states('RedriveExecution', { executionArn });
    await world.settle();
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '"charged"',
      redriveCount: 1,
      redriveDate: new Date(startMs),
    });
    await expect(world.states('RedriveExecution', { executionArn })).rejects.toMatchObject({
      code: 'ExecutionNotRedrivable',
    });
  });

  it('cannot be redriven 15 days after it failed', async () => {
    const world = createWorld();
    const { executionArn } = await world.run({ Stop: { Type: 'Fail' } });
    await world.clock.runThrough(startMs + 15 * day);
    await expect(world.states('RedriveExecution', { executionArn })).rejects.toMatchObject({
      code: 'ExecutionNotRedrivable',
    });
  });

  it('is metered by the states that it enters, and observed', async () => {
    const world = createWorld();
    const { executionArn, name } = await world.run({
      First: { Type: 'Pass', Next: 'Stop' },
      Stop: { Type: 'Fail', Error: 'E', Cause: 'C' },
    });
    expect(world.kernel.meter.read().stateTransitions).toBe(2);
    const common = { executionArn, stateMachineArn: machineArn, name, atMs: startMs };
    expect(world.observed).toEqual([
      { kind: 'execution-started', machineType: 'STANDARD', ...common },
      { kind: 'state-entered', executionArn, stateName: 'First', atMs: startMs },
      { kind: 'state-entered', executionArn, stateName: 'Stop', atMs: startMs },
      { kind: 'execution-ended', machineType: 'STANDARD', ...common, status: 'FAILED', error: 'E', cause: 'C' },
    ]);
  });
});

describe('GetExecutionHistory', () => {
  const states = { First: { Type: 'Pass', Assign: { x: 1 }, Next: 'Last' }, Last: { Type: 'Pass', End: true } };

  it('gives the events with their details', async () => {
    const world = createWorld();
    const { executionArn } = await world.run(states);
    const { events } = await world.states('GetExecutionHistory', { executionArn });
    const timestamp = new Date(startMs);
    expect(events.slice(0, 3)).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp,
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{}', inputDetails: { truncated: false }, roleArn },
      },
      {
        id: 2,
        previousEventId: 0,
        timestamp,
        type: 'PassStateEntered',
        stateEnteredEventDetails: { name: 'First', input: '{}', inputDetails: { truncated: false } },
      },
      {
        id: 3,
        previousEventId: 2,
        timestamp,
        type: 'PassStateExited',
        stateExitedEventDetails: {
          name: 'First',
          output: '{}',
          outputDetails: { truncated: false },
          assignedVariables: { x: '1' },
          assignedVariablesDetails: { truncated: false },
        },
      },
    ]);
  });

  it('gives them page by page, backwards, and without documents', async () => {
    const world = createWorld();
    const { executionArn } = await world.run(states);
    const first = await world.states('GetExecutionHistory', {
      executionArn,
      maxResults: 4,
      reverseOrder: true,
      includeExecutionData: false,
    });
    expect(first.events.map(({ id }: { id: number }) => id)).toEqual([6, 5, 4, 3]);
    expect(first.events[3].stateExitedEventDetails).toEqual({ name: 'First' });
    const second = await world.states('GetExecutionHistory', {
      executionArn,
      maxResults: 4,
      reverseOrder: true,
      nextToken: first.nextToken,
    });
    expect(second.events.map(({ id }: { id: number }) => id)).toEqual([2, 1]);
    expect(second.nextToken).toBeUndefined();
    await expect(world.states('GetExecutionHistory', { executionArn, nextToken: 'junk' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
  });
});

describe('ListExecutions', () => {
  it('lists the newest first, of one status if asked', async () => {
    const world = createWorld();
    await world.create(rest);
    for (const name of ['a', 'b', 'c']) await world.states('StartExecution', { stateMachineArn: machineArn, name });
    await world.states('StopExecution', { executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:orders:b' });
    const names = async (input: object) => {
      const { executions } = await world.states('ListExecutions', { stateMachineArn: machineArn, ...input });
      return executions.map(({ name }: { name: string }) => name);
    };
    expect(await names({})).toEqual(['c', 'b', 'a']);
    expect(await names({ statusFilter: 'RUNNING' })).toEqual(['c', 'a']);
    expect(await names({ maxResults: 2 })).toEqual(['c', 'b']);
  });
});
