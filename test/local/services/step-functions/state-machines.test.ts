import { describe, expect, it } from 'vitest';
import { createWorld, definitionOf, machineArn, roleArn, startMs, type World } from './step-functions-world.ts';

const pass = (output: string) => ({ Only: { Type: 'Pass', Output: output, End: true } });

describe('a state machine', () => {
  it('is created once; the same again is the same, another is refused', async () => {
    const world = createWorld();
    const input = { name: 'orders', definition: definitionOf(pass('a')), roleArn };
    const first = await world.states('CreateStateMachine', input);
    expect(first).toEqual({ stateMachineArn: machineArn, creationDate: new Date(startMs) });
    expect(await world.states('CreateStateMachine', input)).toEqual(first);
    await expect(
      world.states('CreateStateMachine', { ...input, definition: definitionOf(pass('b')) }),
    ).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${machineArn}'`,
    });
  });

  it('is refused with what is wrong with its definition', async () => {
    const world = createWorld();
    const refusal = world.states('CreateStateMachine', { name: 'orders', definition: '{}', roleArn });
    await expect(refusal).rejects.toMatchObject({
      code: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
    });
  });

  it('gets a new revision by an update that changes it, and none by one that does not', async () => {
    const world = createWorld();
    await world.create(pass('a'));
    expect((await world.states('DescribeStateMachine', { stateMachineArn: machineArn })).revisionId).toBeUndefined();
    const update = { stateMachineArn: machineArn, definition: definitionOf(pass('b')) };
    const { revisionId } = await world.states('UpdateStateMachine', update);
    expect(revisionId).toEqual(expect.any(String));
    expect((await world.states('UpdateStateMachine', update)).revisionId).toBe(revisionId);
    await expect(world.states('UpdateStateMachine', { stateMachineArn: machineArn })).rejects.toMatchObject({
      code: 'MissingRequiredParameter',
    });
  });

  it('is described with the variables that its states read, if any do', async () => {
    const world = createWorld();
    const stateMachineArn = await world.create({
      First: { Type: 'Pass', Assign: { count: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Output: '{% $count %}', End: true },
    });
    const variableReferences = { Second: ['count'] };
    expect(await world.states('DescribeStateMachine', { stateMachineArn })).toMatchObject({ variableReferences });
    const { executionArn } = await world.states('StartExecution', { stateMachineArn });
    expect(await world.states('DescribeStateMachineForExecution', { executionArn })).toMatchObject({
      variableReferences,
    });
    await world.states('UpdateStateMachine', { stateMachineArn, definition: definitionOf(pass('a')) });
    expect(await world.states('DescribeStateMachine', { stateMachineArn })).not.toHaveProperty('variableReferences');
  });

  it('is gone after it was deleted, also for those who ask for one that never was', async () => {
    const world = createWorld();
    await world.create(pass('a'));
    await world.states('DeleteStateMachine', { stateMachineArn: machineArn });
    await expect(world.states('DescribeStateMachine', { stateMachineArn: machineArn })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${machineArn}'`,
    });
    expect(await world.states('ListStateMachines')).toEqual({ stateMachines: [] });
  });
});

describe('versions and aliases', () => {
  const versionOne = `${machineArn}:1`;
  const versionTwo = `${machineArn}:2`;
  const live = `${machineArn}:live`;

  async function withTwoVersions(): Promise<World> {
    const world = createWorld();
    await world.create(pass('one'));
    await world.states('PublishStateMachineVersion', { stateMachineArn: machineArn });
    await world.states('UpdateStateMachine', {
      stateMachineArn: machineArn,
      definition: definitionOf(pass('two')),
      publish: true,
    });
    return world;
  }

  async function outputOf(world: World, stateMachineArn: string) {
    const { executionArn } = await world.states('StartExecution', { stateMachineArn });
    await world.settle();
    return world.states('DescribeExecution', { executionArn });
  }

  it('publishes a revision once', async () => {
    const world = await withTwoVersions();
    const again = await world.states('PublishStateMachineVersion', { stateMachineArn: machineArn });
    expect(again.stateMachineVersionArn).toBe(versionTwo);
    const { stateMachineVersions } = await world.states('ListStateMachineVersions', { stateMachineArn: machineArn });
    expect(
      stateMachineVersions.map((version: { stateMachineVersionArn: string }) => version.stateMachineVersionArn),
    ).toEqual([versionTwo, versionOne]);
  });

  it('starts what the ARN says: the version, or the one that the alias leads to', async () => {
    const world = await withTwoVersions();
    await world.states('CreateStateMachineAlias', {
      name: 'live',
      routingConfiguration: [{ stateMachineVersionArn: versionOne, weight: 100 }],
    });
    expect(await outputOf(world, machineArn)).toMatchObject({ output: '"two"' });
    expect(await outputOf(world, versionOne)).toMatchObject({
      output: '"one"',
      stateMachineArn: machineArn,
      stateMachineVersionArn: versionOne,
    });
    const byAlias = await outputOf(world, live);
    expect(byAlias).toMatchObject({ output: '"one"', stateMachineVersionArn: versionOne, stateMachineAliasArn: live });
    await world.states('UpdateStateMachineAlias', {
      stateMachineAliasArn: live,
      routingConfiguration: [{ stateMachineVersionArn: versionTwo, weight: 100 }],
    });
    expect(await outputOf(world, live)).toMatchObject({ output: '"two"', stateMachineVersionArn: versionTwo });
    const { executions } = await world.states('ListExecutions', { stateMachineArn: versionOne });
    expect(executions).toHaveLength(2);
  });

  it('has one name space of executions for the machine and all its versions', async () => {
    const world = await withTwoVersions();
    await world.states('StartExecution', { stateMachineArn: versionOne, name: 'run-1' });
    await world.settle();
    await expect(world.states('StartExecution', { stateMachineArn: versionTwo, name: 'run-1' })).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
    });
  });

  it('divides starts between two versions by their weights', async () => {
    const world = await withTwoVersions();
    await world.states('CreateStateMachineAlias', {
      name: 'live',
      routingConfiguration: [
        { stateMachineVersionArn: versionOne, weight: 80 },
        { stateMachineVersionArn: versionTwo, weight: 20 },
      ],
    });
    let ones = 0;
    for (let start = 0; start < 200; start += 1) {
      if ((await outputOf(world, live)).output === '"one"') ones += 1;
    }
    expect(ones).toBeGreaterThan(140);
    expect(ones).toBeLessThan(180);
  });

  it('keeps a version that an alias leads to from being deleted', async () => {
    const world = await withTwoVersions();
    await world.states('CreateStateMachineAlias', {
      name: 'live',
      routingConfiguration: [{ stateMachineVersionArn: versionOne, weight: 100 }],
    });
    await expect(
      world.states('DeleteStateMachineVersion', { stateMachineVersionArn: versionOne }),
    ).rejects.toMatchObject({ code: 'ConflictException' });
    await world.states('DeleteStateMachineAlias', { stateMachineAliasArn: live });
    await world.states('DeleteStateMachineVersion', { stateMachineVersionArn: versionOne });
    await expect(world.states('StartExecution', { stateMachineArn: versionOne })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
  });

  it.each([
    ['three', [50, 30, 20], 'Member must have length less than or equal to 2'],
    ['too heavy a one', [101], "Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint"],
    ['two that miss the whole', [70, 29], 'Sum of routing configuration weights must equal 100. Received: [70, 29]'],
  ])('refuses as routes of an alias: %s', async (_name, weights, message) => {
    const world = await withTwoVersions();
    const routingConfiguration = weights.map((weight, index) => {
      return { stateMachineVersionArn: `${machineArn}:${index + 1}`, weight };
    });
    const refusal = world.states('CreateStateMachineAlias', { name: 'live', routingConfiguration });
    await expect(refusal).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('refuses two routes to one version, and a route to what is no version', async () => {
    const world = await withTwoVersions();
    const create = (...arns: string[]) =>
      world.states('CreateStateMachineAlias', {
        name: 'live',
        routingConfiguration: arns.map((stateMachineVersionArn) => ({ stateMachineVersionArn, weight: 50 })),
      });
    await expect(create(versionOne, versionOne)).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Routing configuration must contain distinct state machine version ARNs. Received: [${versionOne}, ${versionOne}]`,
    });
    await expect(create(machineArn, versionOne)).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Routing configuration must contain state machine version ARNs. Received: [${machineArn}, ${versionOne}]`,
    });
  });

  it('refuses aliases whose weights are not 100 or whose names are numbers', async () => {
    const world = await withTwoVersions();
    const route = { stateMachineVersionArn: versionOne, weight: 99 };
    await expect(
      world.states('CreateStateMachineAlias', { name: 'live', routingConfiguration: [route] }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(
      world.states('CreateStateMachineAlias', { name: '12', routingConfiguration: [{ ...route, weight: 100 }] }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(world.states('DescribeStateMachineAlias', { stateMachineAliasArn: live })).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });
});
