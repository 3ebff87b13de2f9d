import { describe, expect, it } from 'vitest';
import { type Driven, drive, lambdaInvoke } from './drive.ts';

const ask = { Type: 'Task', Resource: lambdaInvoke, Arguments: '{% $states.input %}', End: true };
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

function answer(run: Driven, index: number, output: unknown): Promise<boolean> {
  const { path, taskId } = run.calls[index]!;
  return run.send({ kind: 'task-answered', path, taskId, output: JSON.stringify(output) });
}

function fail(run: Driven, index: number, error: string): Promise<boolean> {
  const { path, taskId } = run.calls[index]!;
  return run.send({ kind: 'task-failed', path, taskId, failure: { error } });
}

describe('Parallel', () => {
  const fork = { Type: 'Parallel', Branches: [branch('A', ask), branch('B', ask)], End: true };

  it('gives the outputs in the order of the branches, whichever is through first', async () => {
    const run = await drive({ Fork: fork }, 1);
    expect(run.calls.map(({ path }) => path)).toEqual([[0], [1]]);
    await answer(run, 1, 'b');
    expect(run.snapshot.status).toBe('RUNNING');
    await answer(run, 0, 'a');
    expect(run.output()).toEqual(['a', 'b']);
    expect(run.trace().slice(-3)).toEqual([
      '14<13 ParallelStateSucceeded',
      '15<13 ParallelStateExited',
      '16<15 ExecutionSucceeded',
    ]);
  });

  it('ends the other branches when one fails', async () => {
    const branches = [branch('A', ask), branch('Rest', { Type: 'Wait', Seconds: 100, End: true })];
    const run = await drive({ Fork: { ...fork, Branches: branches } });
    expect(run.timers.size).toBe(1);
    await fail(run, 0, 'Busy');
    expect(run.timers.size).toBe(0);
    expect(run.trace().slice(6)).toEqual([
      '7<3 WaitStateEntered',
      '8<6 TaskFailed',
      '9<8 TaskStateAborted',
      '10<7 WaitStateAborted',
      '11<8 ParallelStateFailed',
      '12<11 ExecutionFailed',
    ]);
  });

  it('runs all branches again on a retry, and hears nothing of the earlier ones', async () => {
    const run = await drive({ Fork: { ...fork, Retry: [{ ErrorEquals: ['Busy'] }] } });
    await fail(run, 0, 'Busy');
    await run.fireTimer();
    expect(run.calls).toHaveLength(4);
    expect(await answer(run, 1, 'late')).toBe(false);
    await answer(run, 2, 'a');
    await answer(run, 3, 'b');
    expect(run.output()).toEqual(['a', 'b']);
  });

  it('lets branches read outer variables, and keeps theirs to themselves', async () => {
    const inner = { Type: 'Pass', Assign: { own: '{% $outer + 1 %}' }, Next: 'Show' };
    const show = { Type: 'Pass', Output: '{% $own %}', End: true };
    const run = await drive({
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Fork' },
      Fork: { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: inner, Show: show } }], Next: 'After' },
      After: { Type: 'Pass', Output: { seen: '{% $exists($own) %}', got: '{% $states.input %}' }, End: true },
    });
    expect(run.output()).toEqual({ seen: false, got: [2] });
  });
});

describe('Map', () => {
  const each = { Type: 'Map', Items: '{% $states.input %}', ItemProcessor: branch('Each', ask), End: true };

  it('starts no more iterations at a time than MaxConcurrency', async () => {
    const run = await drive({ All: { ...each, MaxConcurrency: 2 } }, [1, 2, 3]);
    expect(run.calls.map(({ parameters }) => parameters)).toEqual(['1', '2']);
    await answer(run, 1, 'two');
    expect(run.calls.map(({ parameters }) => parameters)).toEqual(['1', '2', '3']);
    await answer(run, 2, 'three');
    await answer(run, 0, 'one');
    expect(run.output()).toEqual(['one', 'two', 'three']);
  });

  it('runs 40 at a time by default', async () => {
    const run = await drive(
      { All: each },
      Array.from({ length: 50 }, (_, index) => index),
    );
    expect(run.calls).toHaveLength(40);
  });

  it('threads its events as AWS does', async () => {
    const run = await drive(
      { All: { ...each, MaxConcurrency: 1, ItemProcessor: branch('Each', { Type: 'Pass', End: true }) } },
      ['a', 'b'],
    );
    expect(run.trace().slice(1)).toEqual([
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited',
      '14<13 ExecutionSucceeded',
    ]);
  });

  it('makes the inputs by ItemSelector, which sees the item and its index', async () => {
    const selector = { index: '{% $states.context.Map.Item.Index %}', item: '{% $states.context.Map.Item.Value %}' };
    const run = await drive({ All: { ...each, ItemSelector: selector } }, ['a', 'b']);
    expect(run.calls.map(({ parameters }) => JSON.parse(parameters))).toEqual([
      { index: 0, item: 'a' },
      { index: 1, item: 'b' },
    ]);
  });

  it('fails with its first failed iteration and ends the others', async () => {
    const run = await drive({ All: each }, [1, 2]);
    await fail(run, 1, 'Busy');
    expect(run.trace().slice(-5)).toEqual([
      '12<11 TaskFailed',
      '13<12 MapIterationFailed',
      '14<7 MapIterationAborted',
      '15<12 MapStateFailed',
      '16<15 ExecutionFailed',
    ]);
    expect(await answer(run, 0, 'late')).toBe(false);
  });

  it('ends the iterations at work where the next cannot get its input', async () => {
    const run = await drive(
      {
        All: {
          ...each,
          ItemSelector: '{% $states.context.Map.Item.Value.n %}',
          ItemProcessor: branch('Rest', { Type: 'Wait', Seconds: 5, End: true }),
        },
      },
      [{ n: 1 }, {}],
    );
    expect(run.snapshot.failure?.error).toBe('States.QueryEvaluationError');
    expect(run.timers.size).toBe(0);
  });
});
