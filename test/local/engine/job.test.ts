import { describe, expect, it } from 'vitest';
import { drive, environment } from './drive.ts';

const resource = 'arn:aws:states:::states:startExecution.sync:2';
const state = { Type: 'Task', Resource: resource, Arguments: { StateMachineArn: 'child' }, End: true };
const answer = { ExecutionArn: 'arn:aws:states:eu-west-1:111122223333:execution:child:1' };
const job = { resource, answer: JSON.stringify(answer) };

describe('a task that is a job', () => {
  it('is submitted when its call is answered, and asks for the end of the job', async () => {
    const run = await drive({ Run: state });
    await run.answer(answer);
    expect(run.trace().slice(2)).toEqual(['3<2 TaskScheduled', '4<3 TaskStarted', '5<4 TaskSubmitted']);
    expect(run.jobs).toEqual([{ kind: 'watch-job', path: [], taskId: run.calls[0]!.taskId, job }]);
    expect(run.snapshot.status).toBe('RUNNING');
  });

  it('ends with the job', async () => {
    const run = await drive({ Run: state });
    await run.answer(answer);
    const { taskId } = run.calls[0]!;
    await run.send({ kind: 'job-succeeded', path: [], taskId, output: '{"Status":"SUCCEEDED"}' });
    expect(run.output()).toEqual({ Status: 'SUCCEEDED' });
    expect(run.jobs).toHaveLength(1);
  });

  it('fails with the job, which is retried by a new one', async () => {
    const retry = [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1 }];
    const run = await drive({ Run: { ...state, Retry: retry } });
    await run.answer(answer);
    const first = run.calls[0]!.taskId;
    const failure = { error: 'States.TaskFailed', cause: '{}' };
    await run.send({ kind: 'job-failed', path: [], taskId: first, failure });
    await run.fireTimer();
    expect(run.calls).toHaveLength(2);
    expect(await run.send({ kind: 'job-failed', path: [], taskId: first, failure }), 'E3: it comes too late').toBe(
      false,
    );
  });

  it('E4: may be ended by a report with its token', async () => {
    const token = '{% $states.context.Task.Token %}';
    const run = await drive({ Run: { ...state, Arguments: { StateMachineArn: 'child', Input: { token } } } });
    await run.answer(answer);
    const { Input } = JSON.parse(run.calls[0]!.parameters) as { Input: { token: string } };
    await run.send({ kind: 'callback-succeeded', path: [], token: Input.token, output: '"early"' });
    expect(run.output()).toBe('early');
  });

  it('stops the job when it is given up: at its timeout, and when the execution is stopped', async () => {
    const timed = await drive({ Run: { ...state, TimeoutSeconds: 60 } });
    await timed.answer(answer);
    await timed.fireTimer();
    expect(timed.jobs.at(-1)).toEqual({ kind: 'stop-job', job });
    expect(timed.snapshot.failure?.error).toBe('States.Timeout');

    const stopped = await drive({ Run: state });
    await stopped.answer(answer);
    await stopped.send({ kind: 'stop', failure: {} });
    expect(stopped.jobs.at(-1)).toEqual({ kind: 'stop-job', job });
  });
});

describe('the role of a task', () => {
  it('is that of its Credentials, which the history shows', async () => {
    const roleArn = 'arn:aws:iam::111122223333:role/other';
    const run = await drive(
      { Run: { ...state, Credentials: { RoleArn: '{% $states.input.role %}' } } },
      { role: roleArn },
    );
    expect(run.calls[0]?.roleArn).toBe(roleArn);
    expect(run.history[2]?.details).toMatchObject({ region: environment.region, taskCredentials: { roleArn } });
  });
});
