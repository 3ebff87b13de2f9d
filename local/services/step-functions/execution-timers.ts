import type { Clock, Timer } from '../../clock/clock.ts';
import type { BranchPath, Effect } from '../../engine/types.ts';
import type { Execution } from './execution.ts';
import type { Happening } from './execution-loop.ts';

/** The timers of one execution: the one that most have, or several by their ids. A map of one would be several times as large. */
export type ExecutionTimers = ExecutionTimer | Map<number, ExecutionTimer> | undefined;

type Deliver = (execution: Execution, happening: Happening) => void;

/** Sets a timer, which tells the execution when it is due unless it was cancelled before. */
export function setExecutionTimer(
  execution: Execution,
  { path, timerId, dueMs }: Extract<Effect, { kind: 'set-timer' }>,
  clock: Clock,
  deliver: Deliver,
): void {
  const timer = new ExecutionTimer(execution, path, timerId, deliver);
  timer.setBy(clock, dueMs);
  const { timers } = execution;
  if (timers === undefined) execution.timers = timer;
  else if (timers instanceof ExecutionTimer) {
    execution.timers = new Map([
      [timers.timerId, timers],
      [timerId, timer],
    ]);
  } else timers.set(timerId, timer);
}

export function cancelExecutionTimer(execution: Execution, timerId: number): void {
  takeTimer(execution, timerId)?.cancel();
}

/** Removes the timer and gives it, if there is one. */
function takeTimer(execution: Execution, timerId: number): ExecutionTimer | undefined {
  const { timers } = execution;
  if (timers instanceof ExecutionTimer) {
    if (timers.timerId !== timerId) return undefined;
    execution.timers = undefined;
    return timers;
  }
  const timer = timers?.get(timerId);
  timers?.delete(timerId);
  return timer;
}

/** A class, as ten thousand may wait: what a timer needs is in one object. */
class ExecutionTimer {
  declare readonly timerId: number;
  declare private readonly execution: Execution;
  declare private readonly path: BranchPath;
  declare private readonly deliver: Deliver;
  declare private timer: Timer | undefined;

  constructor(execution: Execution, path: BranchPath, timerId: number, deliver: Deliver) {
    this.timerId = timerId;
    this.execution = execution;
    this.path = path;
    this.deliver = deliver;
  }

  setBy(clock: Clock, dueMs: number): void {
    this.timer = clock.setTimer(dueMs, this);
  }

  cancel(): void {
    this.timer?.cancel();
  }

  fire(): void {
    takeTimer(this.execution, this.timerId);
    this.deliver(this.execution, { kind: 'timer-fired', path: this.path, timerId: this.timerId });
  }
}
