import { describe, expect, it } from 'vitest';
import { createStepFunctionsService } from '../../../../local/services/step-functions/step-functions-service.ts';
import { createWorld, definitionOf, returned, roleArn, startMs, type World } from './step-functions-world.ts';

const account = 'arn:aws:states:eu-west-1:111122223333';
const checkArn = `${account}:stateMachine:check`;
const anyUuid = /^[0-9a-f-]{36}$/;
const pass = { Done: { Type: 'Pass', Output: { answer: 42 }, End: true } };
const pause = { Pause: { Type: 'Wait', Seconds: 10, Next: 'Done' }, ...pass };
const fail = { Fail: { Type: 'Fail', Error: 'E', Cause: 'C' } };

const create = (world: World, states: Readonly<Record<string, object>>, more: object = {}) =>
  world.states('CreateStateMachine', {
    name: 'check',
    type: 'EXPRESS',
    definition: definitionOf(states),
    roleArn,
    ...more,
  });
const start = (world: World, more: object = {}) =>
  world.states('StartExecution', { stateMachineArn: checkArn, ...more });
/** Its answer comes when the execution has ended: the clock has to run meanwhile. */
const startSync = (world: World, more: object = {}) =>
  world.states('StartSyncExecution', { stateMachineArn: checkArn, ...more });
const endings = ({ observed }: World) => observed.filter(({ kind }) => kind === 'execution-ended');

describe('an Express machine', () => {
  it('is described and listed as one, also after an update', async () => {
    const world = createWorld();
    await create(world, pass);
    await world.states('UpdateStateMachine', { stateMachineArn: checkArn, definition: definitionOf(fail) });
    expect(await world.states('DescribeStateMachine', { stateMachineArn: checkArn })).toMatchObject({
      type: 'EXPRESS',
      definition: definitionOf(fail),
    });
    expect((await world.states('ListStateMachines')).stateMachines).toMatchObject([{ name: 'check', type: 'EXPRESS' }]);
  });

  it('is not taken for a Standard one of the same name', async () => {
    const world = createWorld();
    await create(world, pass);
    await expect(create(world, pass, { type: 'STANDARD' })).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
    });
  });

  it.each([
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', "'.waitForTaskToken' service integration"],
    ['arn:aws:states:::states:startExecution.sync', "'.sync' service integration"],
    ['arn:aws:states:eu-west-1:111122223333:activity:a', 'Activity ARN'],
  ])('is refused with %s, at its creation and at an update', async (Resource, what) => {
    const refusal = {
      code: 'InvalidDefinition',
      message: `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support ${what} at /States/Task/Resource'`,
    };
    const states = { Task: { Type: 'Task', Resource, Arguments: {}, End: true } };
    const world = createWorld();
    await expect(create(world, states)).rejects.toMatchObject(refusal);
    await create(world, pass);
    await expect(
      world.states('UpdateStateMachine', { stateMachineArn: checkArn, definition: definitionOf(states) }),
    ).rejects.toMatchObject(refusal);
  });
});

describe('an asynchronous Express execution', () => {
  it('starts every time, whatever its name, and has an ARN that ends with an id of its own', async () => {
    const world = createWorld();
    await create(world, pause);
    const first = await start(world, { name: 'V-1' });
    const second = await start(world, { name: 'V-1' });
    for (const { executionArn } of [first, second]) {
      const [id, ...rest] = executionArn.split(':').reverse();
      expect(id).toMatch(anyUuid);
      expect(rest.reverse().join(':')).toBe(`${account}:express:check:V-1`);
    }
    expect(second.executionArn).not.toBe(first.executionArn);
    await world.clock.runThrough(startMs + 10_000);
    expect(endings(world)).toMatchObject([
      { executionArn: first.executionArn, machineType: 'EXPRESS', status: 'SUCCEEDED', atMs: startMs + 10_000 },
      { executionArn: second.executionArn, machineType: 'EXPRESS', status: 'SUCCEEDED', atMs: startMs + 10_000 },
    ]);
  });

  it.each([
    'DescribeExecution',
    'GetExecutionHistory',
    'StopExecution',
    'RedriveExecution',
    'DescribeStateMachineForExecution',
  ])('EX1: is nothing that %s knows, neither while it runs nor after', async (operation) => {
    const world = createWorld();
    await create(world, pause);
    const { executionArn } = await start(world);
    const refusal = { code: 'InvalidArn', message: "Invalid Arn: 'Resource type not valid in this context: express'" };
    await expect(world.states(operation, { executionArn })).rejects.toMatchObject(refusal);
    await world.clock.runThrough(startMs + 10_000);
    await expect(world.states(operation, { executionArn })).rejects.toMatchObject(refusal);
  });

  it('EX1: is in no list', async () => {
    const world = createWorld();
    await create(world, pause);
    await start(world);
    await expect(world.states('ListExecutions', { stateMachineArn: checkArn })).rejects.toMatchObject({
      code: 'StateMachineTypeNotSupported',
      message: 'This operation is not supported by this type of state machine',
    });
  });

  it('EX1: tells no bus of itself, as a Standard one does', async () => {
    const { kernel, settle } = createWorld();
    const published: unknown[] = [];
    const { operations } = createStepFunctionsService(kernel, {
      hasServiceEventRules: () => true,
      publishServiceEvent: ({ detail }) => published.push(detail.stateMachineArn),
    }).service;
    const context = { caller: { kind: 'administrator' }, requestId: 'r' } as const;
    for (const type of ['EXPRESS', 'STANDARD']) {
      const machine = { name: type, type, definition: definitionOf(pass), roleArn };
      await operations.CreateStateMachine!.handle(machine, context);
      await operations.StartExecution!.handle({ stateMachineArn: `${account}:stateMachine:${type}` }, context);
    }
    await settle();
    expect(new Set(published)).toEqual(new Set([`${account}:stateMachine:STANDARD`]));
  });

  it('is counted by request and duration, not by its transitions', async () => {
    const world = createWorld();
    await create(world, pause);
    await start(world);
    await start(world);
    await world.clock.runThrough(startMs + 10_000);
    expect(world.kernel.meter.read()).toMatchObject({
      stateTransitions: 0,
      expressRequests: 2,
      // 64 MB for 10 s, twice.
      expressGbSeconds: 1.25,
    });
  });

  it('may have a history of any length', async () => {
    const world = createWorld();
    const iteration = { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } };
    const items = Array.from({ length: 6_300 }, () => 0);
    const all = { All: { Type: 'Map', Items: items, ItemProcessor: iteration, Output: 'through', End: true } };
    await create(world, all);
    await start(world);
    await world.settle();
    expect(endings(world)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect((await world.run(all)).status).toBe('FAILED');
  });
});

describe('a synchronous Express execution', () => {
  it('is answered with its output when it has ended', async () => {
    const world = createWorld();
    await create(world, pause);
    const answer = startSync(world, { name: 'V-1', input: '{"a":1}' });
    await world.clock.runThrough(startMs + 10_000);
    expect(await answer).toEqual({
      executionArn: expect.stringContaining(`${account}:express:check:V-1:`),
      stateMachineArn: checkArn,
      name: 'V-1',
      startDate: new Date(startMs),
      stopDate: new Date(startMs + 10_000),
      status: 'SUCCEEDED',
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"answer":42}',
      outputDetails: { included: true },
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 10_000 },
    });
    expect(world.access.at(-1)).toEqual({ action: 'states:StartSyncExecution', resource: checkArn });
  });

  it('is answered with its error when it failed', async () => {
    const world = createWorld();
    await create(world, fail);
    expect(await startSync(world)).toMatchObject({
      status: 'FAILED',
      error: 'E',
      cause: 'C',
      billingDetails: { billedDurationInMilliseconds: 100 },
    });
  });

  it.each([
    [{}, 300],
    [{ TimeoutSeconds: 7 }, 7],
    [{ TimeoutSeconds: 900 }, 300],
  ])('with %j ends after %i seconds at the latest', async (limit, seconds) => {
    const world = createWorld();
    const states = { Rest: { Type: 'Wait', Seconds: 1_000, End: true } };
    const definition = JSON.stringify({ ...JSON.parse(definitionOf(states)), ...limit });
    await create(world, states, { definition });
    const answer = startSync(world);
    await world.clock.runThrough(startMs + 1_000_000);
    expect(await answer).toMatchObject({
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      stopDate: new Date(startMs + seconds * 1_000),
    });
  });

  it('is for Express machines only', async () => {
    const world = createWorld();
    await create(world, pass, { type: 'STANDARD' });
    await expect(startSync(world)).rejects.toMatchObject({ code: 'StateMachineTypeNotSupported' });
  });

  it.each([
    [{ input: 'no json' }, 'InvalidExecutionInput'],
    [{ name: 'a b' }, 'InvalidName'],
  ])('is refused with %j', async (wrong, code) => {
    const world = createWorld();
    await create(world, pass);
    await expect(startSync(world, wrong)).rejects.toMatchObject({ code });
  });
});

describe('a task that starts an Express execution', () => {
  const task = (resource: string) => ({
    Check: {
      Type: 'Task',
      Resource: `arn:aws:states:::${resource}`,
      Arguments: { StateMachineArn: checkArn, Input: { id: 'V-1' } },
      Output: '{% $states.result %}',
      End: true,
    },
  });

  it('synchronously has its end as a result, at the time at which it ended', async () => {
    const world = createWorld();
    await create(world, pause);
    await world.run(task('aws-sdk:sfn:startSyncExecution'));
    await world.clock.runThrough(startMs + 3_600_000);
    const { executionArn } = endings(world).at(-1) as { executionArn: string };
    const { status, output, stopDate } = await world.states('DescribeExecution', { executionArn });
    expect({ status, stopDate }).toEqual({ status: 'SUCCEEDED', stopDate: new Date(startMs + 10_000) });
    expect(JSON.parse(output)).toMatchObject({ Status: 'SUCCEEDED', Input: '{"id":"V-1"}', Output: '{"answer":42}' });
  });

  it('synchronously calls what the execution calls, before the clock goes on', async () => {
    const world = createWorld({ lambda: { Invoke: () => returned('invoked') } });
    const Resource = 'arn:aws:states:::lambda:invoke';
    await create(world, {
      Call: {
        Type: 'Task',
        Resource,
        Arguments: { FunctionName: 'f' },
        Output: '{% $states.result.Payload %}',
        End: true,
      },
    });
    const run = await world.run(task('aws-sdk:sfn:startSyncExecution'));
    expect(run).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date(startMs) });
    expect(JSON.parse(run.output)).toMatchObject({ Output: '"invoked"' });
  });

  it('synchronously fails at once where it may not be started', async () => {
    const world = createWorld();
    await create(world, pass, { type: 'STANDARD' });
    expect(await world.run(task('aws-sdk:sfn:startSyncExecution'))).toMatchObject({
      status: 'FAILED',
      error: 'Sfn.StateMachineTypeNotSupportedException',
      stopDate: new Date(startMs),
    });
  });

  it.each(['states:startExecution', 'aws-sdk:sfn:startExecution'])('by %s goes on at once', async (resource) => {
    const world = createWorld();
    await create(world, pause);
    const run = await world.run(task(resource));
    expect(run).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date(startMs) });
    expect(JSON.parse(run.output).ExecutionArn).toContain(':express:check:');
  });
});
