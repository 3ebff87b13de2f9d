import { describe, expect, it } from 'vitest';
import type { DeployedResource, ResourceProvider } from '../../../../local/assembly/resource-provider.ts';
import { createWorld, definitionOf, roleArn, type World } from './step-functions-world.ts';

const request = (logicalId: string, properties: Readonly<Record<string, unknown>>) => ({
  stackName: 'Stack',
  logicalId,
  properties,
  assemblyDirectory: '/assembly',
  assetPath: (key: string) => `/assembly/${key}`,
});

function provider(world: World, type: string): ResourceProvider {
  const found = world.stepFunctions.resourceProviders.find(
    (candidate) => candidate.type === `AWS::StepFunctions::${type}`,
  );
  if (found === undefined) throw new Error(`no provider for ${type}`);
  return found;
}

const machineProperties = (output: string) => ({
  StateMachineName: 'orders',
  RoleArn: roleArn,
  DefinitionString: definitionOf({ Only: { Type: 'Pass', Output: output, End: true } }),
  DefinitionSubstitutions: { word: 'say "hello"' },
  Tags: [{ Key: 'a', Value: 'b' }],
});

async function deploy(
  world: World,
): Promise<{ machine: DeployedResource; version: DeployedResource; alias: DeployedResource }> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of a substitution.
  const machine = await provider(world, 'StateMachine').create(request('Machine', machineProperties('${word}')));
  const revision = { StateMachineArn: machine.ref, StateMachineRevisionId: machine.attributes.StateMachineRevisionId };
  const version = await provider(world, 'StateMachineVersion').create(request('Version', revision));
  const preference = {
    Name: 'live',
    DeploymentPreference: { StateMachineVersionArn: version.ref, Type: 'ALL_AT_ONCE' },
  };
  const alias = await provider(world, 'StateMachineAlias').create(request('Alias', preference));
  return { machine, version, alias };
}

describe('resources of a template', () => {
  it('become a machine, its version and its alias', async () => {
    const world = createWorld();
    const { machine, version, alias } = await deploy(world);
    expect(machine).toEqual({
      ref: 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders',
      attributes: { Arn: machine.ref, Name: 'orders', StateMachineRevisionId: 'INITIAL' },
    });
    expect(version.ref).toBe(`${machine.ref}:1`);
    expect(alias.ref).toBe(`${machine.ref}:live`);
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: alias.ref });
    await world.settle();
    const { output } = await world.states('DescribeExecution', { executionArn });
    expect(JSON.parse(output)).toBe('say "hello"');
  });

  it('are changed in place: a new revision, a new version, the alias led to it', async () => {
    const world = createWorld();
    const before = await deploy(world);
    const machine = await provider(world, 'StateMachine').update!(
      request('Machine', machineProperties('new')),
      before.machine,
    );
    expect(machine.attributes.StateMachineRevisionId).not.toBe('INITIAL');
    const revision = {
      StateMachineArn: machine.ref,
      StateMachineRevisionId: machine.attributes.StateMachineRevisionId,
    };
    const version = await provider(world, 'StateMachineVersion').update!(request('Version', revision), before.version);
    expect(version.ref).toBe(`${machine.ref}:2`);
    const routes = { Name: 'live', RoutingConfiguration: [{ StateMachineVersionArn: version.ref, Weight: 100 }] };
    await provider(world, 'StateMachineAlias').updateGradually!(request('Alias', routes), before.alias, {
      previous: request('Alias', {
        Name: 'live',
        DeploymentPreference: { StateMachineVersionArn: before.version.ref, Type: 'ALL_AT_ONCE' },
      }),
      isAtOnce: false,
      signal: new AbortController().signal,
    });
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: before.alias.ref });
    await world.settle();
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      output: '"new"',
      stateMachineVersionArn: version.ref,
    });
  });

  it('get names of their own where the template gives none', async () => {
    const world = createWorld();
    const { StateMachineName: _, ...unnamed } = machineProperties('x');
    const machine = await provider(world, 'StateMachine').create(request('Machine', unnamed));
    expect(machine.attributes.Name).toMatch(/^Stack-Machine-[0-9A-F]{12}$/);
  });
});
