import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runInTurns } from '../../../sandbox/fleet/run-in-turns.ts';

describe('running in turns', () => {
  it('runs as many at a time as it may, and answers in the order of the items', async () => {
    let running = 0;
    const seen: number[] = [];
    const results = await runInTurns([5, 1, 4, 2, 3], 2, async (turns) => {
      running += 1;
      seen.push(running);
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      running -= 1;
      return turns * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(Math.max(...seen)).toBe(2);
  });

  it('after a failure ends what runs, begins nothing more, and rejects with that failure when all has ended', async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    const run = runInTurns(['runs', 'fails', 'waits'], 2, async (item, signal) => {
      begun.push(item);
      if (item === 'fails') throw new Error('the first failure');
      await once(signal, 'abort');
      await setImmediate();
      ended.push(item);
      throw new Error('ended early');
    });
    await expect(run).rejects.toThrow('the first failure');
    expect({ begun, ended }).toEqual({ begun: ['runs', 'fails'], ended: ['runs'] });
  });
});
