import { describe, expect, it } from 'vitest';
import { readTaskToken } from '../../../local/engine/task-token.ts';
import { callbackArguments, drive, lambdaCallback, lambdaInvoke, startMs, tokenOf } from './drive.ts';

const request = { Type: 'Task', Resource: lambdaInvoke, Arguments: { FunctionName: 'charge', Payload: {} }, End: true };
const callback = { Type: 'Task', Resource: lambdaCallback, Arguments: callbackArguments, End: true };

describe('a Task', () => {
  it('writes the events of a request and its response', async () => {
    const run = await drive({ Charge: { ...request, Output: '{% $states.result.Payload %}' } });
    await run.answer({ Payload: 42 });
    expect(run.trace()).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSucceeded',
      '6<5 TaskStateExited',
      '7<6 ExecutionSucceeded',
    ]);
    expect(run.history[2]?.details).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-west-1',
      parameters: '{"FunctionName":"charge","Payload":{}}',
    });
    expect(run.output()).toBe(42);
  });

  it("writes a function's own events where the resource is its ARN", async () => {
    const resource = 'arn:aws:lambda:eu-west-1:111122223333:function:charge';
    const run = await drive({ Charge: { Type: 'Task', Resource: resource, End: true } }, { amountCents: 100 });
    await run.answer({ ok: true });
    expect(run.trace().slice(2, 5)).toEqual([
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionSucceeded',
    ]);
    expect(run.history[2]?.details).toEqual({ resource, input: '{"amountCents":100}' });
    expect(run.output()).toEqual({ ok: true });
  });

  it('fails with what the call failed with', async () => {
    const run = await drive({ Charge: request });
    await run.fail('ProviderUnavailable', '{"errorType":"ProviderUnavailable"}');
    expect(run.trace().slice(-2)).toEqual(['5<4 TaskFailed', '6<5 ExecutionFailed']);
    expect(run.snapshot.failure).toEqual({
      error: 'ProviderUnavailable',
      cause: '{"errorType":"ProviderUnavailable"}',
    });
  });

  it('fails where the result is larger than 256 KiB, naming the service', async () => {
    const run = await drive({ Charge: request });
    await run.answer('a'.repeat(262_145));
    expect(run.snapshot.failure?.cause).toContain("The state/task 'lambda' returned a result");
  });

  it('times out TimeoutSeconds after it started, and ends the execution as failed', async () => {
    const run = await drive(
      { Charge: { ...request, TimeoutSeconds: '{% $states.input.patience %}' } },
      { patience: 30 },
    );
    expect(run.history[2]?.details).toMatchObject({ timeoutInSeconds: 30 });
    await run.fireTimer();
    expect(run.nowMs).toBe(startMs + 30_000);
    expect(run.trace().slice(-2)).toEqual(['5<4 TaskTimedOut', '6<5 ExecutionFailed']);
    expect(run.snapshot).toMatchObject({ status: 'FAILED', failure: { error: 'States.Timeout' } });
    expect(await run.answer({})).toBe(false);
  });
});

describe('a callback Task', () => {
  it('waits after its call for whoever has the token', async () => {
    const run = await drive({ Await: callback });
    expect(await run.answer({ StatusCode: 200 })).toBe(true);
    expect(run.snapshot.status).toBe('RUNNING');
    await run.send({ kind: 'callback-succeeded', path: [], token: tokenOf(run), output: '{"signal":1}' });
    expect(run.trace().slice(2)).toEqual([
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
    expect(run.output()).toEqual({ signal: 1 });
  });

  it('ends by a token that is used before its call was answered; the answer is then ignored', async () => {
    const run = await drive({
      Await: { ...callback, End: undefined, Next: 'Rest' },
      Rest: { Type: 'Wait', Seconds: 9, End: true },
    });
    await run.send({ kind: 'callback-succeeded', path: [], token: tokenOf(run), output: '1' });
    expect(run.trace().slice(4)).toEqual(['5<4 TaskSucceeded', '6<5 TaskStateExited', '7<6 WaitStateEntered']);
    expect(await run.answer({ StatusCode: 200 })).toBe(false);
  });

  it('E4: takes a token once', async () => {
    const run = await drive({ Await: { ...callback, End: undefined, Next: 'Await2' }, Await2: callback });
    const first = tokenOf(run);
    expect(await run.send({ kind: 'callback-succeeded', path: [], token: first, output: '1' })).toBe(true);
    expect(await run.send({ kind: 'callback-succeeded', path: [], token: first, output: '2' })).toBe(false);
    expect(run.snapshot.status).toBe('RUNNING');
  });

  it('E4: makes a new token for every attempt, and the old one opens nothing', async () => {
    const run = await drive({ Await: { ...callback, Retry: [{ ErrorEquals: ['Lost'] }] } });
    const first = tokenOf(run);
    await run.fail('Lost');
    await run.fireTimer();
    expect(tokenOf(run)).not.toBe(first);
    expect(await run.send({ kind: 'callback-succeeded', path: [], token: first, output: '1' })).toBe(false);
    expect(await run.send({ kind: 'callback-succeeded', path: [], token: tokenOf(run), output: '1' })).toBe(true);
    expect(readTaskToken(first)).toEqual({ executionArn: run.snapshot.execution.executionArn, path: [] });
  });

  it('fails with a callback that says neither error nor cause', async () => {
    const run = await drive({
      Await: { ...callback, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] },
      Caught: { Type: 'Succeed' },
    });
    await run.send({ kind: 'callback-failed', path: [], token: tokenOf(run), failure: {} });
    expect(run.output()).toEqual({ Error: null, Cause: null });
  });

  it('fails at once when its call fails', async () => {
    const run = await drive({ Await: callback });
    await run.fail('Fenced', 'a later run is under way');
    expect(run.snapshot.failure?.error).toBe('Fenced');
  });

  it('misses a heartbeat HeartbeatSeconds after the last one, and never extends its timeout', async () => {
    const run = await drive({ Await: { ...callback, HeartbeatSeconds: 10, TimeoutSeconds: 25 } });
    expect([...run.timers.values()].map(({ dueMs }) => dueMs)).toEqual([startMs + 25_000]);
    await run.answer({});
    for (const seconds of [8, 16, 24]) {
      run.nowMs = startMs + seconds * 1000;
      expect(await run.send({ kind: 'callback-heartbeat', path: [], token: tokenOf(run) })).toBe(true);
    }
    await run.fireTimer();
    expect(run.nowMs).toBe(startMs + 25_000);
    expect(run.history.at(-2)).toMatchObject({ type: 'TaskTimedOut', details: { error: 'States.Timeout' } });
  });

  it.each(['States.HeartbeatTimeout', 'States.Timeout', 'States.ALL'])(
    'has its missed heartbeat caught as %s',
    async (name) => {
      const run = await drive({
        Await: { ...callback, HeartbeatSeconds: 10, Catch: [{ ErrorEquals: [name], Next: 'Caught' }] },
        Caught: { Type: 'Succeed' },
      });
      await run.answer({});
      await run.fireTimer();
      expect(run.output()).toEqual({ Error: 'States.Timeout', Cause: '' });
    },
  );

  it('does not have its timeout caught as a missed heartbeat or a failed task', async () => {
    const run = await drive({
      Await: {
        ...callback,
        TimeoutSeconds: 10,
        Catch: [{ ErrorEquals: ['States.HeartbeatTimeout', 'States.TaskFailed'], Next: 'Caught' }],
      },
      Caught: { Type: 'Succeed' },
    });
    await run.fireTimer();
    expect(run.snapshot.status).toBe('FAILED');
  });
});
