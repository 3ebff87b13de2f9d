import { type Clock, type Due, fire, type Timer } from './clock.ts';

/** A clock that can hand its pending timers over to another one and go on as that one. */
export interface HandoverClock extends Clock {
  /** From now on this clock is `successor`; what is pending keeps its due time and its order. */
  handOverTo(successor: Clock): void;
}

/** Starts as `first`. C1 holds over a handover as long as the successor is not behind. */
export function createHandoverClock(first: Clock): HandoverClock {
  let current = first;
  // In the order of setting, which is what C2 asks for within one instant.
  const pending = new Set<PendingTimer>();

  return {
    nowMs: () => current.nowMs(),
    setTimer(dueMs, due) {
      const timer = new PendingTimer(dueMs, due, pending);
      pending.add(timer);
      timer.setBy(current);
      return timer;
    },
    handOverTo(successor) {
      if (successor.nowMs() < current.nowMs()) {
        throw new RangeError(`a clock at ${successor.nowMs()} cannot follow one at ${current.nowMs()}`);
      }
      for (const timer of pending) timer.leave();
      current = successor;
      for (const timer of pending) timer.setBy(successor);
    },
  };
}

/** Is what the clock of now fires, and the timer that whoever set it has. */
class PendingTimer implements Timer {
  declare readonly dueMs: number;
  declare private readonly due: Due;
  declare private readonly pending: Set<PendingTimer>;
  declare private inner: Timer | undefined;

  constructor(dueMs: number, due: Due, pending: Set<PendingTimer>) {
    this.dueMs = dueMs;
    this.due = due;
    this.pending = pending;
  }

  setBy(clock: Clock): void {
    this.inner = clock.setTimer(this.dueMs, this);
  }

  /** Does not fire by the clock that it was set by last. */
  leave(): void {
    this.inner?.cancel();
  }

  cancel(): void {
    this.pending.delete(this);
    this.leave();
  }

  fire(): void {
    this.pending.delete(this);
    fire(this.due);
  }
}
