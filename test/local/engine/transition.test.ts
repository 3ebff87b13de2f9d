import { describe, expect, it } from 'vitest';
import { createSnapshot, transition } from '../../../local/engine/transition.ts';
import { compile, drive, environment, lambdaInvoke, startMs } from './drive.ts';

describe('transition', () => {
  it('runs states that wait for nothing in one transition', async () => {
    const run = await drive(
      {
        First: { Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' }, Next: 'Second' },
        Second: { Type: 'Succeed' },
      },
      { n: 1 },
    );
    expect(run.trace()).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<2 PassStateExited',
      '4<3 SucceedStateEntered',
      '5<4 SucceedStateExited',
      '6<5 ExecutionSucceeded',
    ]);
    expect(run.output()).toEqual({ n: 2 });
  });

  it('keeps the spelling of a document that no expression looks into', async () => {
    const machine = compile({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } });
    const identity = {
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:machine:run-1',
      name: 'run-1',
      roleArn: 'role',
      stateMachineArn: 'machine',
      stateMachineName: 'machine',
      input: '[1.0, 2]',
      seed: 1,
    };
    const { snapshot } = await transition(
      machine,
      createSnapshot(identity, startMs),
      { kind: 'start', atMs: startMs },
      environment,
    );
    expect(snapshot.output).toBe('[1.0, 2]');
  });

  it('E2: leaves the snapshot that it was given as it was', async () => {
    const run = await drive({ Ask: { Type: 'Task', Resource: lambdaInvoke, Arguments: {}, End: true } });
    const before = run.snapshot;
    const copy = structuredClone(before);
    await run.answer({ ok: true });
    expect(before).toEqual(copy);
    expect(run.snapshot.status).toBe('SUCCEEDED');
  });

  it('E3: gives the same snapshot for an event that comes too late', async () => {
    const run = await drive({ Ask: { Type: 'Task', Resource: lambdaInvoke, Arguments: {}, End: true } });
    await run.answer({ ok: true });
    const ended = run.snapshot;
    expect(await run.answer({ ok: false })).toBe(false);
    expect(run.snapshot).toBe(ended);
  });

  it('ends as aborted when it is stopped, and cancels what it waits for', async () => {
    const run = await drive({ Rest: { Type: 'Wait', Seconds: 60, End: true } });
    expect(run.timers.size).toBe(1);
    await run.send({ kind: 'stop', failure: { error: 'Operator', cause: 'not needed' } });
    expect(run.timers.size).toBe(0);
    expect(run.snapshot).toMatchObject({ status: 'ABORTED', failure: { error: 'Operator', cause: 'not needed' } });
    expect(run.history.at(-1)).toMatchObject({ type: 'ExecutionAborted', details: { error: 'Operator' } });
  });

  it("ends as timed out after the machine's own TimeoutSeconds", async () => {
    const run = await drive(
      { Rest: { Type: 'Wait', Seconds: 60, End: true } },
      {},
      { machine: { TimeoutSeconds: 10 } },
    );
    await run.fireTimer();
    expect(run.nowMs).toBe(startMs + 10_000);
    expect(run.snapshot.status).toBe('TIMED_OUT');
    expect(run.timers.size).toBe(0);
    expect(run.trace().at(-1)).toBe('3<2 ExecutionTimedOut');
  });

  it('E6: fails with States.Runtime where the 25,000th event would not be the end', async () => {
    const run = await drive({ Again: { Type: 'Pass', Next: 'Once' }, Once: { Type: 'Pass', Next: 'Again' } });
    expect(run.history).toHaveLength(25_000);
    expect(run.history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
    expect(run.snapshot.failure).toEqual({
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('counts every state entered and every retry', async () => {
    const run = await drive({
      First: { Type: 'Pass', Next: 'Ask' },
      Ask: { Type: 'Task', Resource: lambdaInvoke, Arguments: {}, Retry: [{ ErrorEquals: ['Busy'] }], End: true },
    });
    await run.fail('Busy');
    await run.fireTimer();
    await run.answer(1);
    expect(run.snapshot.transitionCount).toBe(3);
  });

  it('fails an execution that takes no choice', async () => {
    const run = await drive({
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
      End: { Type: 'Succeed' },
    });
    expect(run.snapshot.failure?.error).toBe('States.NoChoiceMatched');
  });

  it('takes the first choice that holds, with its own Assign and Output', async () => {
    const run = await drive(
      {
        Choose: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n > 10 %}', Next: 'End' },
            {
              Condition: '{% $states.input.n > 1 %}',
              Next: 'End',
              Output: 'second',
              Assign: { chosen: '{% $states.input.n %}' },
            },
          ],
          Default: 'End',
          Output: 'default',
        },
        End: { Type: 'Pass', Output: { was: '{% $states.input %}', chosen: '{% $chosen %}' }, End: true },
      },
      { n: 5 },
    );
    expect(run.output()).toEqual({ was: 'second', chosen: 5 });
  });

  it('goes on at once from a wait whose time has come', async () => {
    const run = await drive({ Rest: { Type: 'Wait', Timestamp: '2026-03-10T16:59:59Z', End: true } });
    expect(run.snapshot.status).toBe('SUCCEEDED');
  });

  it('waits until a timestamp, of which it cuts off the milliseconds', async () => {
    const run = await drive(
      { Rest: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } },
      {
        at: '2026-03-10T18:00:00.999+01:00',
      },
    );
    expect(run.snapshot.status).toBe('SUCCEEDED');
    const later = await drive(
      { Rest: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } },
      {
        at: '2026-03-10T18:00:01.999+01:00',
      },
    );
    await later.fireTimer();
    expect(later.nowMs).toBe(startMs + 1000);
    expect(later.trace()).toEqual([
      '1<0 ExecutionStarted',
      '2<0 WaitStateEntered',
      '3<2 WaitStateExited',
      '4<3 ExecutionSucceeded',
    ]);
  });

  it('fails with Error and Cause, which may be expressions', async () => {
    const run = await drive(
      { Stop: { Type: 'Fail', Error: 'Declined', Cause: "{% 'card ' & $states.input.card %}" } },
      {
        card: 'x',
      },
    );
    expect(run.snapshot.failure).toEqual({ error: 'Declined', cause: 'card x' });
    expect(run.trace().at(-1)).toBe('3<2 ExecutionFailed');
  });

  it('fails a state whose output is larger than 256 KiB', async () => {
    const run = await drive({ Grow: { Type: 'Pass', Output: "{% $pad('a', 262145, 'a') %}", End: true } });
    expect(run.snapshot.failure).toEqual({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Grow' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});
