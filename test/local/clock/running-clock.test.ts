import { describe, expect, it } from 'vitest';
import { createRunningClock } from '../../../local/clock/running-clock.ts';
import { createFakeMachine } from './fake-machine.ts';

describe('createRunningClock', () => {
  it('passes as fast as the machine from its time on', () => {
    const machine = createFakeMachine(1_000);
    const clock = createRunningClock({ machine });
    machine.advance(250);
    expect(clock.nowMs()).toBe(1_250);
  });

  it('passes `factor` times as fast from the start that was given', () => {
    const machine = createFakeMachine(1_000);
    const clock = createRunningClock({ machine, factor: 3_600, startMs: 5_000_000 });
    machine.advance(1_000);
    expect(clock.nowMs()).toBe(5_000_000 + 3_600_000);
  });

  it('C2: fires the timers that have come due in order, none before its time', () => {
    const machine = createFakeMachine(0);
    const clock = createRunningClock({ machine, factor: 10 });
    const fired: [string, number][] = [];
    clock.setTimer(2_000, () => fired.push(['second', clock.nowMs()]));
    clock.setTimer(1_000, () => fired.push(['first', clock.nowMs()]));
    clock.setTimer(9_000, () => fired.push(['later', clock.nowMs()]));
    machine.advance(99);
    expect(fired).toEqual([]);
    machine.advance(1);
    expect(fired).toEqual([['first', 1_000]]);
    machine.advance(700);
    expect(fired).toEqual([
      ['first', 1_000],
      ['second', 8_000],
    ]);
  });

  it('waits for the earliest timer, also when it was set last or the first one was cancelled', () => {
    const machine = createFakeMachine(0);
    const clock = createRunningClock({ machine });
    const fired: string[] = [];
    clock.setTimer(100, () => fired.push('a'));
    const b = clock.setTimer(50, () => fired.push('b'));
    clock.setTimer(70, () => fired.push('c'));
    b.cancel();
    machine.advance(50);
    machine.advance(20);
    expect(fired).toEqual(['c']);
    machine.advance(30);
    expect(fired).toEqual(['c', 'a']);
  });

  it('waits for a timer years away in steps that Node can take', () => {
    const machine = createFakeMachine(0);
    const clock = createRunningClock({ machine });
    let hasFired = false;
    clock.setTimer(2 ** 31 + 5, () => {
      hasFired = true;
    });
    expect(machine.alarmMs()).toBe(2_147_483_647);
    machine.advance(2_147_483_647);
    expect(hasFired).toBe(false);
    machine.advance(6);
    expect(hasFired).toBe(true);
  });

  it('fires nothing more once it was stopped', () => {
    const machine = createFakeMachine(0);
    const clock = createRunningClock({ machine });
    const fired: string[] = [];
    clock.setTimer(10, () => fired.push('before'));
    clock.stop();
    clock.setTimer(10, () => fired.push('after'));
    machine.advance(100);
    expect(fired).toEqual([]);
    expect(machine.alarmMs()).toBeUndefined();
  });

  it('refuses a speed that is none', () => {
    expect(() => createRunningClock({ factor: 0 })).toThrow('a clock cannot run 0 times as fast');
  });
});
