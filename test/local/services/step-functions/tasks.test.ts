import { describe, expect, it } from 'vitest';
import { createWorld, machineArn, returned, startMs } from './step-functions-world.ts';

const awaiting = {
  Await: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'await-signal', Payload: { token: '{% $states.context.Task.Token %}' } },
    HeartbeatSeconds: 10,
    TimeoutSeconds: 60,
    End: true,
  },
};

async function waiting() {
  const tokens: string[] = [];
  const world = createWorld({
    lambda: {
      Invoke: ({ Payload }: { Payload: Uint8Array }) => {
        tokens.push(JSON.parse(Buffer.from(Payload).toString()).token);
        return returned(null);
      },
    },
  });
  const { executionArn } = await world.run(awaiting);
  const status = async () => (await world.states('DescribeExecution', { executionArn })).status;
  return { world, status, executionArn, taskToken: tokens[0]! };
}

describe('SendTaskSuccess', () => {
  it('ends the task once; a second report finds it over', async () => {
    const { world, status, taskToken } = await waiting();
    expect(await status()).toBe('RUNNING');
    await world.states('SendTaskSuccess', { taskToken, output: '{"signal":1}' });
    expect(await status()).toBe('SUCCEEDED');
    for (const operation of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
      const late = world.states(operation, { taskToken, output: '{}' });
      await expect(late).rejects.toMatchObject({ code: 'TaskTimedOut' });
    }
  });

  it('L2: is won by the first of two at the same time', async () => {
    const { world, executionArn, taskToken } = await waiting();
    const results = await Promise.allSettled([
      world.states('SendTaskSuccess', { taskToken, output: '1' }),
      world.states('SendTaskSuccess', { taskToken, output: '2' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({ output: '1' });
  });

  it('tells junk from the token of an execution that is not there', async () => {
    const { world, taskToken } = await waiting();
    await expect(world.states('SendTaskSuccess', { taskToken: 'junk', output: '{}' })).rejects.toMatchObject({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    const [arn, ...rest] = JSON.parse(Buffer.from(taskToken, 'base64url').toString());
    const foreign = Buffer.from(JSON.stringify([`${arn}x`, ...rest])).toString('base64url');
    await expect(world.states('SendTaskSuccess', { taskToken: foreign, output: '{}' })).rejects.toMatchObject({
      code: 'TaskDoesNotExist',
    });
  });

  it('refuses an output that is no JSON or too large', async () => {
    const { world, taskToken } = await waiting();
    for (const output of ['{', `"${'a'.repeat(262_144)}"`]) {
      await expect(world.states('SendTaskSuccess', { taskToken, output })).rejects.toMatchObject({
        code: 'InvalidOutput',
      });
    }
  });

  it('needs the permission on the state machine of the token', async () => {
    const { world, taskToken } = await waiting();
    await world.states('SendTaskSuccess', { taskToken, output: '{}' });
    expect(world.access.at(-1)).toEqual({ action: 'states:SendTaskSuccess', resource: machineArn });
  });
});

describe('SendTaskFailure', () => {
  it('fails the task with what it says', async () => {
    const { world, executionArn, taskToken } = await waiting();
    await world.states('SendTaskFailure', { taskToken, error: 'Gone', cause: 'sold' });
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'Gone',
      cause: 'sold',
    });
  });
});

describe('SendTaskHeartbeat', () => {
  it('starts the heartbeat anew, until the task times out all the same', async () => {
    const { world, executionArn, taskToken } = await waiting();
    for (const seconds of [9, 18, 27, 36, 45, 54]) {
      await world.clock.runThrough(startMs + seconds * 1000);
      await world.states('SendTaskHeartbeat', { taskToken });
    }
    await world.clock.runThrough(startMs + 100_000);
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      stopDate: new Date(startMs + 60_000),
    });
  });

  it('missed once, ends the task', async () => {
    const { world, executionArn } = await waiting();
    await world.clock.runThrough(startMs + 100_000);
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      stopDate: new Date(startMs + 10_000),
    });
  });
});
