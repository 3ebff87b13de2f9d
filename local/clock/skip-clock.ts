import type { Work } from '../kernel/work.ts';
import type { Clock } from './clock.ts';
import { type MachineTime, machineTime } from './machine-time.ts';
import { createTimerHeap } from './timer-heap.ts';

/** A clock that stands still while anything is at work and is otherwise moved by whoever runs it: C1 to C3. */
export interface SkipClock extends Clock {
  /** Fires every timer due before `untilMs`, those of one instant together, each instant until all is idle; then it is `untilMs`. */
  runUntil(untilMs: number): Promise<void>;
  /** The same, with the timers due at `untilMs` as well. */
  runThrough(untilMs: number): Promise<void>;
  /** From now on it moves by itself to whatever is due next. `onStuck` is told if that comes to an end. */
  runFreely(onStuck: (error: unknown) => void): void;
  /** No timer fires any more. */
  stop(): void;
}

export interface SkipClockOptions {
  /** Work of which nothing begins or ends for so long is taken for stuck, and running fails with its labels. Unit: real milliseconds. Default: 60,000. */
  readonly stuckAfterMs?: number;
  /** What `stuckAfterMs` is measured with. Default: the machine's own time. */
  readonly machine?: MachineTime;
}

/** So often an instant may take `stuckAfterMs` and still move. */
const endlessAfterWaits = 30;

export function createSkipClock(startMs: number, work: Work, options: SkipClockOptions = {}): SkipClock {
  const { stuckAfterMs = 60_000, machine = machineTime } = options;
  const timers = createTimerHeap();
  let nowMs = startMs;
  let isRunning = false;
  let isStopped = false;
  /** Ends the rest of a clock that moves by itself and had nothing to go to. */
  let wake = (): void => {};

  /**
   * Waits until nothing is at work. An instant may be as busy as it likes while it moves: a thousand legs fall due at once.
   * One that moves for ever is stuck too.
   */
  const settle = async (): Promise<void> => {
    let longWaits = 0;
    while (!work.isIdle()) {
      const before = work.turnovers();
      let stopWaiting = (): void => {};
      const waited = new Promise<'waited'>((resolve) => {
        stopWaiting = machine.after(stuckAfterMs, () => resolve('waited'));
      });
      const end = await Promise.race([work.whenIdle(), waited]);
      stopWaiting();
      if (end !== 'waited') continue;
      longWaits += 1;
      if (work.turnovers() === before || longWaits === endlessAfterWaits) {
        const labels = work.labels().join(', ');
        throw new Error(`the runtime is still at work after ${longWaits * stuckAfterMs} ms: ${labels}`);
      }
    }
  };

  const run = async (untilMs: number, isDue: (dueMs: number) => boolean): Promise<void> => {
    if (isRunning) throw new Error('the skip clock is being run already');
    if (untilMs < nowMs) throw new RangeError(`the clock cannot go back from ${nowMs} to ${untilMs}`);
    isRunning = true;
    try {
      await settle();
      for (let dueMs = timers.nextDueMs(); dueMs !== undefined && isDue(dueMs); dueMs = timers.nextDueMs()) {
        nowMs = Math.max(nowMs, dueMs);
        for (const timer of timers.takeInstant()) timer.fire();
        await settle();
      }
      nowMs = untilMs;
    } finally {
      isRunning = false;
    }
  };

  /** Goes from timer to timer; the event loop turns in between, so that requests from outside are not kept waiting. */
  const moveOn = (onStuck: (error: unknown) => void): void => {
    if (timers.nextDueMs() === undefined) {
      wake = () => moveOn(onStuck);
      return;
    }
    wake = () => {};
    machine.after(0, () => {
      if (isStopped) return;
      const dueMs = timers.nextDueMs() ?? nowMs;
      run(Math.max(nowMs, dueMs), (one) => one <= dueMs && !isStopped).then(() => moveOn(onStuck), onStuck);
    });
  };

  return {
    nowMs: () => nowMs,
    setTimer: (dueMs, due) => {
      const timer = timers.add(dueMs, due);
      wake();
      return timer;
    },
    runFreely: moveOn,
    runUntil: (untilMs) => run(untilMs, (dueMs) => dueMs < untilMs),
    runThrough: (untilMs) => run(untilMs, (dueMs) => dueMs <= untilMs),
    stop: () => {
      isStopped = true;
      timers.clear();
    },
  };
}
