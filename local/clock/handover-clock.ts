import type { Clock, Timer } from './clock.ts';

/** A clock that can hand its pending timers over to another one and go on as that one. */
export interface HandoverClock extends Clock {
  /** From now on this clock is `successor`; what is pending keeps its due time and its order. */
  handOverTo(successor: Clock): void;
}

interface PendingTimer {
  readonly dueMs: number;
  readonly fire: () => void;
  inner: Timer;
}

/** Starts as `first`. C1 holds over a handover as long as the successor is not behind. */
export function createHandoverClock(first: Clock): HandoverClock {
  let current = first;
  // In the order of setting, which is what C2 asks for within one instant.
  const pending = new Set<PendingTimer>();

  return {
    nowMs: () => current.nowMs(),
    setTimer(dueMs, fire) {
      const timer: PendingTimer = {
        dueMs,
        fire: () => {
          pending.delete(timer);
          fire();
        },
        inner: { dueMs, cancel: () => {} },
      };
      pending.add(timer);
      timer.inner = current.setTimer(dueMs, timer.fire);
      return {
        dueMs,
        cancel: () => {
          pending.delete(timer);
          timer.inner.cancel();
        },
      };
    },
    handOverTo(successor) {
      if (successor.nowMs() < current.nowMs()) {
        throw new RangeError(`a clock at ${successor.nowMs()} cannot follow one at ${current.nowMs()}`);
      }
      for (const timer of pending) timer.inner.cancel();
      current = successor;
      for (const timer of pending) timer.inner = current.setTimer(timer.dueMs, timer.fire);
    },
  };
}
