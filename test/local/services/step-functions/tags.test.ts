import { describe, expect, it } from 'vitest';
import { createWorld, definitionOf, machineArn, roleArn, type World } from './step-functions-world.ts';

const definition = definitionOf({ Only: { Type: 'Pass', End: true } });
const tag = (key: string, value = 'x') => ({ key, value });

async function withTags(...tags: object[]): Promise<World> {
  const world = createWorld();
  await world.states('CreateStateMachine', { name: 'orders', definition, roleArn, tags });
  return world;
}

const tagsOf = async (world: World): Promise<unknown> => {
  return (await world.states('ListTagsForResource', { resourceArn: machineArn })).tags;
};

describe('the tags of a state machine', () => {
  it('are those that it was created with', async () => {
    expect(await tagsOf(await withTags(tag('team'), tag('stage')))).toEqual([tag('team'), tag('stage')]);
  });

  it('take the newest value of a key', async () => {
    const world = await withTags(tag('team', 'a'));
    await world.states('TagResource', { resourceArn: machineArn, tags: [tag('team', 'b'), tag('stage', '')] });
    expect(await tagsOf(world)).toEqual([tag('team', 'b'), tag('stage', '')]);
  });

  it('are taken off by their keys, whether there or not', async () => {
    const world = await withTags(tag('team'), tag('stage'));
    await world.states('UntagResource', { resourceArn: machineArn, tagKeys: ['team', 'team', 'other'] });
    expect(await tagsOf(world)).toEqual([tag('stage')]);
    expect(world.access.at(-2)).toEqual({ action: 'states:UntagResource', resource: machineArn });
  });

  it('are 50 at most, and none has an empty key', async () => {
    const world = await withTags();
    const many = Array.from({ length: 51 }, (_, index) => tag(`key${index}`));
    const add = (tags: object[]) => world.states('TagResource', { resourceArn: machineArn, tags });
    await expect(add(many)).rejects.toMatchObject({ code: 'TooManyTags' });
    await expect(add([tag('')])).rejects.toMatchObject({ code: 'ValidationException' });
    expect(await tagsOf(world)).toEqual([]);
  });

  it('belong to the machine alone, not to its versions', async () => {
    const world = await withTags();
    await world.states('PublishStateMachineVersion', { stateMachineArn: machineArn });
    const resourceArn = `${machineArn}:1`;
    await expect(world.states('TagResource', { resourceArn, tags: [tag('team')] })).rejects.toMatchObject({
      code: 'ResourceNotFound',
      message: `Resource not found: '${resourceArn}'`,
    });
  });
});
