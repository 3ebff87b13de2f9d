import { describe, expect, it } from 'vitest';
import { createWorld, startMs } from './step-functions-world.ts';

const activityArn = 'arn:aws:states:eu-west-1:111122223333:activity:wash';
const creationDate = new Date(startMs);

describe('an activity', () => {
  it('is created once, described and listed', async () => {
    const world = createWorld();
    const made = await world.states('CreateActivity', { name: 'wash' });
    expect(made).toEqual({ activityArn, creationDate });
    await world.clock.runThrough(startMs + 1000);
    expect(await world.states('CreateActivity', { name: 'wash' })).toEqual(made);
    expect(await world.states('DescribeActivity', { activityArn })).toEqual({
      activityArn,
      name: 'wash',
      creationDate,
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
    expect(await world.states('ListActivities')).toEqual({ activities: [{ activityArn, name: 'wash', creationDate }] });
    expect(world.access[0]).toEqual({ action: 'states:CreateActivity', resource: activityArn });
  });

  it.each(['wash car', 'wash:car', 'wash\u007f', ''])('cannot be called %j', async (name) => {
    await expect(createWorld().states('CreateActivity', { name })).rejects.toMatchObject({
      code: 'InvalidName',
      message: `Invalid Name: '${name}'`,
    });
  });

  it('has no task for whoever asks', async () => {
    const world = createWorld();
    await world.states('CreateActivity', { name: 'wash' });
    expect(await world.states('GetActivityTask', { activityArn })).toEqual({});
  });

  it('is gone after it was deleted, once or twice', async () => {
    const world = createWorld();
    await world.states('CreateActivity', { name: 'wash' });
    await world.states('DeleteActivity', { activityArn });
    await world.states('DeleteActivity', { activityArn });
    const refusal = { code: 'ActivityDoesNotExist', message: `Activity Does Not Exist: '${activityArn}'` };
    await expect(world.states('GetActivityTask', { activityArn })).rejects.toMatchObject(refusal);
    await expect(world.states('DescribeActivity', { activityArn })).rejects.toMatchObject(refusal);
  });
});
