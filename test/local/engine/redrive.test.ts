import { describe, expect, it } from 'vitest';
import { drive, lambdaInvoke, startMs } from './drive.ts';

const ask = {
  Type: 'Task',
  Resource: lambdaInvoke,
  Arguments: '{% $states.context.Execution.RedriveCount %}',
  End: true,
};
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

describe('a redrive', () => {
  it('goes on with the failed task, with all its retries', async () => {
    const run = await drive({
      Before: { Type: 'Pass', Assign: { kept: 1 }, Next: 'Ask' },
      Ask: { ...ask, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }], Output: '{% $kept %}' },
    });
    await run.fail('Busy');
    await run.fireTimer();
    await run.fail('Busy');
    expect(run.snapshot.status).toBe('FAILED');
    run.nowMs = startMs + 3_600_000;
    await run.send({ kind: 'redrive' });
    expect(run.snapshot).toMatchObject({ status: 'RUNNING', redriveCount: 1, redrivenAtMs: startMs + 3_600_000 });
    expect(run.trace().slice(-3)).toEqual(['12<11 ExecutionRedriven', '13<12 TaskScheduled', '14<13 TaskStarted']);
    expect(run.calls.at(-1)?.parameters).toBe('1');
    await run.fail('Busy');
    await run.fireTimer();
    await run.answer('done');
    expect(run.snapshot.status).toBe('SUCCEEDED');
    expect(run.snapshot.failure).toBeUndefined();
    expect(run.output()).toBe(1);
  });

  it('runs only the branches that were not through', async () => {
    const states = {
      Fork: {
        Type: 'Parallel',
        Branches: [branch('A', { Type: 'Pass', Output: 'a', End: true }), branch('B', ask), branch('C', ask)],
        End: true,
      },
    };
    const run = await drive(states);
    await run.fail('Busy');
    await run.send({ kind: 'redrive' });
    expect(run.calls.slice(2).map(({ path }) => path)).toEqual([[1], [2]]);
    for (const { path, taskId } of run.calls.slice(2)) {
      await run.send({ kind: 'task-answered', path, taskId, output: '"again"' });
    }
    expect(run.output()).toEqual(['a', 'again', 'again']);
  });

  it('runs the iterations that were not through or never began', async () => {
    const run = await drive({
      All: { Type: 'Map', Items: [1, 2, 3], MaxConcurrency: 1, ItemProcessor: branch('Each', ask), End: true },
    });
    await run.answer('one');
    await run.fail('Busy');
    await run.send({ kind: 'redrive' });
    await run.answer('two');
    await run.answer('three');
    expect(run.output()).toEqual(['one', 'two', 'three']);
    expect(run.calls).toHaveLength(4);
  });

  it("goes on after a stop and starts the machine's time anew", async () => {
    const run = await drive({ Ask: ask }, {}, { machine: { TimeoutSeconds: 60 } });
    await run.send({ kind: 'stop', failure: {} });
    expect(run.timers.size).toBe(0);
    run.nowMs = startMs + 100_000;
    await run.send({ kind: 'redrive' });
    expect([...run.timers.values()].map(({ dueMs }) => dueMs)).toEqual([startMs + 160_000]);
    await run.answer(1);
    expect(run.snapshot.status).toBe('SUCCEEDED');
  });
});
