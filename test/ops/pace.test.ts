import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { paceCalls, workThrough } from '../../ops/support/pace.ts';

const uninterrupted = { interrupted: new AbortController().signal };

it('begins so many calls a second, however many callers there are', async () => {
  const begunMs: number[] = [];
  let nowMs = 0;
  const client = { send: async () => void begunMs.push(nowMs) };
  const paced = paceCalls(client as never, 4, {
    sleep: async (delayMs) => {
      // As a timer does: after everything that is ready.
      await sleep(0);
      nowMs += delayMs;
    },
  });
  await workThrough([1, 2, 3, 4, 5], uninterrupted, async () => {
    await paced.send({} as never);
  });
  expect(begunMs).toEqual([0, 250, 500, 750, 1_000]);
});

it('works on several at a time and on each once', async () => {
  let atWork = 0;
  let most = 0;
  const done: number[] = [];
  await workThrough([...Array(40).keys()], uninterrupted, async (item) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await sleep(1);
    atWork -= 1;
    done.push(item);
  });
  expect(done.sort((one, other) => one - other)).toEqual([...Array(40).keys()]);
  expect(most).toBe(8);
});

it('begins nothing more after a failure or an interruption, and ends what has begun before it says so', async () => {
  const begun: number[] = [];
  let isEnded = false;
  const failing = workThrough([...Array(40).keys()], uninterrupted, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error('throttled for good');
    await sleep(5);
    isEnded = true;
  });
  await expect(failing).rejects.toThrow('throttled for good');
  expect(begun).toHaveLength(8);
  expect(isEnded).toBe(true);

  const interruption = new AbortController();
  const seen: number[] = [];
  await workThrough([...Array(40).keys()], { interrupted: interruption.signal }, async (item) => {
    seen.push(item);
    interruption.abort();
  });
  expect(seen).toHaveLength(1);
});
