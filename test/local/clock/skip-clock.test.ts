import { describe, expect, it } from 'vitest';
import { createSkipClock } from '../../../local/clock/skip-clock.ts';
import { createWork } from '../../../local/kernel/work.ts';
import { createFakeMachine } from './fake-machine.ts';

function failOnError(error: unknown): void {
  throw error;
}

function createClock(startMs: number) {
  const work = createWork(failOnError);
  return { work, clock: createSkipClock(startMs, work) };
}

describe('createSkipClock', () => {
  it('C1, C2: fires each timer exactly at its time, in order, and ends at the time asked for', async () => {
    const { clock } = createClock(1_000);
    const fired: [string, number][] = [];
    clock.setTimer(3_000, () => fired.push(['third', clock.nowMs()]));
    clock.setTimer(2_000, () => fired.push(['first', clock.nowMs()]));
    clock.setTimer(2_000, () => fired.push(['second', clock.nowMs()]));
    await clock.runThrough(5_000);
    expect(fired).toEqual([
      ['first', 2_000],
      ['second', 2_000],
      ['third', 3_000],
    ]);
    expect(clock.nowMs()).toBe(5_000);
  });

  it('C2: fires a timer that was set for the past at the present time', async () => {
    const { clock } = createClock(1_000);
    const seen: number[] = [];
    clock.setTimer(10, () => seen.push(clock.nowMs()));
    await clock.runThrough(1_000);
    expect(seen).toEqual([1_000]);
  });

  it('runUntil leaves the timers due at that time, runThrough takes them', async () => {
    const { clock } = createClock(0);
    const fired: number[] = [];
    clock.setTimer(99, () => fired.push(99));
    clock.setTimer(100, () => fired.push(100));
    await clock.runUntil(100);
    expect(fired).toEqual([99]);
    await clock.runThrough(100);
    expect(fired).toEqual([99, 100]);
  });

  it('fires timers that were set while it ran, as long as they are due', async () => {
    const { clock } = createClock(0);
    const fired: number[] = [];
    const tick = (): void => {
      fired.push(clock.nowMs());
      clock.setTimer(clock.nowMs() + 10, tick);
    };
    clock.setTimer(10, tick);
    await clock.runUntil(40);
    expect(fired).toEqual([10, 20, 30]);
  });

  it('C3: does not move before the work that a timer began has ended', async () => {
    const { clock, work } = createClock(0);
    const seen: string[] = [];
    clock.setTimer(10, () => {
      work.start('answer', async () => {
        await new Promise(setImmediate);
        seen.push(`work ends at ${clock.nowMs()}`);
        work.start('follow-up', async () => {
          await new Promise(setImmediate);
          seen.push(`follow-up ends at ${clock.nowMs()}`);
        });
      });
    });
    clock.setTimer(20, () => seen.push(`next timer at ${clock.nowMs()}`));
    await clock.runThrough(20);
    expect(seen).toEqual(['work ends at 10', 'follow-up ends at 10', 'next timer at 20']);
  });

  it('names the work that never ends', async () => {
    const machine = createFakeMachine(0);
    const work = createWork(failOnError);
    const clock = createSkipClock(0, work, { stuckAfterMs: 5_000, machine });
    work.start('Lambda charge-deposit', () => new Promise(() => {}));
    const run = clock.runUntil(10);
    machine.advance(5_000);
    await expect(run).rejects.toThrow('the runtime is still at work after 5000 ms: Lambda charge-deposit');
  });

  it('lets an instant take as long as it moves, but not for ever', async () => {
    const machine = createFakeMachine(0);
    const work = createWork(failOnError);
    const clock = createSkipClock(0, work, { stuckAfterMs: 5_000, machine });
    const finish: (() => void)[] = [];
    const begin = () => work.start('Lambda assess-leg', () => new Promise<void>((resolve) => finish.push(resolve)));
    const turn = () => new Promise(setImmediate);
    /** One piece of work ends and another one begins, again and again. */
    const move = async (waits: number) => {
      for (let wait = 0; wait < waits; wait += 1) {
        begin();
        finish.shift()?.();
        await turn();
        machine.advance(5_000);
        await turn();
      }
    };
    begin();
    begin();
    const run = clock.runUntil(10);
    await move(29);
    for (const one of finish) one();
    await run;
    expect(clock.nowMs()).toBe(10);

    finish.length = 0;
    begin();
    begin();
    const endless = clock.runUntil(20);
    const failure = expect(endless).rejects.toThrow('still at work after 150000 ms: Lambda assess-leg × 2');
    await move(30);
    await failure;
  });

  it('refuses to run back, and to be run by two at once', async () => {
    const { clock, work } = createClock(100);
    await expect(clock.runUntil(99)).rejects.toThrow('the clock cannot go back from 100 to 99');
    work.start('pause', () => new Promise(setImmediate));
    const run = clock.runUntil(200);
    await expect(clock.runUntil(300)).rejects.toThrow('the skip clock is being run already');
    await run;
    expect(clock.nowMs()).toBe(200);
  });
});
