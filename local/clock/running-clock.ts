import type { Clock } from './clock.ts';
import { type MachineTime, machineTime } from './machine-time.ts';
import { createTimerHeap } from './timer-heap.ts';

/** A clock that runs by itself, as fast as real time or faster. */
export interface RunningClock extends Clock {
  /** Time stands still until `resume`. */
  pause(): void;
  resume(): void;
  /** Cancels every timer; later ones are never fired. */
  stop(): void;
}

export interface RunningClockOptions {
  /** Milliseconds of this clock in one real millisecond. Default: 1. */
  readonly factor?: number;
  /** Where it starts. Unit: milliseconds since the epoch. Default: the machine's time. */
  readonly startMs?: number;
  /** Default: the machine's own time. */
  readonly machine?: MachineTime;
}

/** Longest delay that Node's timers take; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

export function createRunningClock(options: RunningClockOptions = {}): RunningClock {
  const { factor = 1, machine = machineTime } = options;
  if (!(factor > 0 && Number.isFinite(factor))) throw new RangeError(`a clock cannot run ${factor} times as fast`);
  /** What this clock and the machine showed when it last began to run. */
  let since = { clockMs: options.startMs ?? machine.nowMs(), machineMs: machine.nowMs() };
  let isPaused = false;
  const timers = createTimerHeap();
  let isStopped = false;
  let cancelAlarm = (): void => {};
  let alarmDueMs = Number.POSITIVE_INFINITY;

  const nowMs = (): number =>
    isPaused ? since.clockMs : Math.floor(since.clockMs + (machine.nowMs() - since.machineMs) * factor);

  /** Sets the one real timer to the first of ours, unless it stands there already. */
  const arm = (): void => {
    const dueMs = timers.nextDueMs() ?? Number.POSITIVE_INFINITY;
    if (isStopped || isPaused || dueMs === alarmDueMs) return;
    cancelAlarm();
    alarmDueMs = dueMs;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.ceil((dueMs - nowMs()) / factor);
    cancelAlarm = machine.after(Math.min(Math.max(delayMs, 0), longestDelayMs), ring);
  };

  const ring = (): void => {
    alarmDueMs = Number.POSITIVE_INFINITY;
    const endMs = nowMs();
    for (let dueMs = timers.nextDueMs(); dueMs !== undefined && dueMs <= endMs; dueMs = timers.nextDueMs()) {
      timers.takeFirst()!.fire();
    }
    arm();
  };

  return {
    nowMs,
    setTimer(dueMs, due) {
      const timer = timers.add(dueMs, due);
      arm();
      return timer;
    },
    pause() {
      if (isPaused) return;
      since = { clockMs: nowMs(), machineMs: machine.nowMs() };
      isPaused = true;
      cancelAlarm();
      alarmDueMs = Number.POSITIVE_INFINITY;
    },
    resume() {
      if (!isPaused) return;
      since = { clockMs: since.clockMs, machineMs: machine.nowMs() };
      isPaused = false;
      arm();
    },
    stop() {
      isStopped = true;
      cancelAlarm();
      timers.clear();
    },
  };
}
