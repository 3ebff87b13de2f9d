import { describe, expect, it } from 'vitest';
import type { ClockMode } from '../../../local/clock/clock.ts';
import { createRuntimeClock } from '../../../local/clock/runtime-clock.ts';
import { createWork } from '../../../local/kernel/work.ts';
import { createFakeMachine } from './fake-machine.ts';

function createSubject(mode: ClockMode, machineStartMs = 0) {
  const machine = createFakeMachine(machineStartMs);
  const unhandled: string[] = [];
  const work = createWork((error) => unhandled.push(String(error)));
  const time = createRuntimeClock(mode, {
    work,
    machine,
    onUnhandled: (error, label) => unhandled.push(`${label}: ${String(error)}`),
  });
  const fired: [string, number][] = [];
  const set = (name: string, dueMs: number) => time.clock.setTimer(dueMs, () => fired.push([name, time.clock.nowMs()]));
  /** Lets the machine's time pass until nothing happens any more. */
  const turn = async (byMs: number): Promise<void> => {
    for (let turns = 0; turns < 10; turns += 1) {
      machine.advance(turns === 0 ? byMs : 0);
      await new Promise(setImmediate);
    }
  };
  return { time, machine, work, unhandled, fired, set, turn };
}

describe('createRuntimeClock', () => {
  it('waits for the time of a running clock, and for the work that is done then', async () => {
    const { time, machine, work, set } = createSubject({ kind: 'accelerated', factor: 10, startMs: 1_000 });
    const seen: string[] = [];
    const reached = time.runUntil(2_000).then(() => seen.push('reached'));
    let finish = (): void => {};
    set('earlier', 1_500);
    time.clock.setTimer(1_800, () =>
      work.start(
        'answer',
        () =>
          new Promise((resolve) => {
            finish = () => {
              seen.push('answered');
              resolve();
            };
          }),
      ),
    );
    machine.advance(100);
    await new Promise(setImmediate);
    expect(seen).toEqual([]);
    finish();
    await reached;
    expect(seen).toEqual(['answered', 'reached']);
  });

  it('goes on at the pace of real time from where it is, with what is pending', async () => {
    const { time, machine, fired, set } = createSubject({ kind: 'skip', startMs: 50_000 }, 40_000);
    set('a', 60_000);
    set('b', 70_000);
    const cancelled = set('c', 70_000);
    set('d', 70_000);
    await time.runThrough(60_000);
    time.continueWith({ kind: 'real' });
    cancelled.cancel();
    expect(time.clock.nowMs()).toBe(60_000);
    machine.advance(9_999);
    expect(fired).toEqual([['a', 60_000]]);
    machine.advance(1);
    expect(fired).toEqual([
      ['a', 60_000],
      ['b', 70_000],
      ['d', 70_000],
    ]);
  });

  it("C1: takes the machine's time where that is later, never an earlier one", () => {
    const { time } = createSubject({ kind: 'skip', startMs: 50_000 }, 90_000);
    time.continueWith({ kind: 'real' });
    expect(time.clock.nowMs()).toBe(90_000);
  });

  it('goes on faster than real time from where it is', () => {
    const { time, machine } = createSubject({ kind: 'skip', startMs: 50_000 }, 90_000);
    time.continueWith({ kind: 'accelerated', factor: 60 });
    machine.advance(1_000);
    expect(time.clock.nowMs()).toBe(110_000);
  });

  it('skips by itself to whatever is due next, also to what is set later, and rests in between', async () => {
    const { time, fired, set, turn, machine } = createSubject({ kind: 'skip', startMs: 1_000 });
    set('first', 5_000);
    time.continueWith({ kind: 'skip' });
    await turn(0);
    expect(fired).toEqual([['first', 5_000]]);
    expect(machine.alarmMs()).toBeUndefined();
    set('second', 9_000);
    await turn(0);
    expect(fired).toEqual([
      ['first', 5_000],
      ['second', 9_000],
    ]);
    expect(time.clock.nowMs()).toBe(9_000);
  });

  it('tells of work that never ends while it skips by itself', async () => {
    const { time, work, unhandled, set, turn } = createSubject({ kind: 'skip', startMs: 0 });
    set('first', 10);
    work.start('endless', () => new Promise(() => {}));
    time.continueWith({ kind: 'skip' });
    await turn(0);
    await turn(60_000);
    expect(unhandled).toEqual(['skip clock: Error: the runtime is still at work after 60000 ms: endless']);
  });

  it('fires nothing more once it was stopped', async () => {
    const { time, fired, set, turn } = createSubject({ kind: 'skip', startMs: 0 });
    time.continueWith({ kind: 'skip' });
    set('first', 10);
    time.stop();
    set('second', 20);
    await turn(0);
    expect(fired).toEqual([]);
  });
});

describe('an accelerated clock', () => {
  it('stands still while anything is at work, and keeps the due times of what is pending', async () => {
    const machine = createFakeMachine(0);
    const work = createWork((error) => {
      throw error;
    });
    const { clock } = createRuntimeClock(
      { kind: 'accelerated', factor: 1_000, startMs: 0 },
      { work, machine, onUnhandled: () => {} },
    );
    const fired: number[] = [];
    clock.setTimer(5_000, () => fired.push(clock.nowMs()));

    const { promise, resolve } = Promise.withResolvers<void>();
    work.start('a slow invocation', () => promise);
    machine.advance(60_000);
    expect(clock.nowMs()).toBe(0);
    expect(fired).toEqual([]);

    resolve();
    await work.whenIdle();
    machine.advance(4);
    expect([clock.nowMs(), ...fired]).toEqual([4_000]);
    machine.advance(1);
    expect(fired).toEqual([5_000]);
  });
});
