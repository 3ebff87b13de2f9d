import { type Clock, type Due, fire, type Timer } from '../../../../local/clock/clock.ts';

interface SetTimer extends Timer {
  readonly due: Due;
}

/** A clock that stands still until somebody lets a timer fire. */
export class ManualClock implements Clock {
  private now: number;
  private timers: SetTimer[] = [];

  constructor(startMs: number) {
    this.now = startMs;
  }

  nowMs(): number {
    return this.now;
  }

  setTimer(dueMs: number, due: Due): Timer {
    const timer: SetTimer = {
      dueMs,
      due,
      cancel: () => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    };
    this.timers.push(timer);
    return timer;
  }

  /** Whether a timer is due within that long. Unit: milliseconds. */
  isDueWithin(durationMs: number): boolean {
    return this.timers.some(({ dueMs }) => dueMs <= this.now + durationMs);
  }

  /** Whether timers are set, and all of them are due later than that. Unit: milliseconds. */
  isFirstDueAfter(durationMs: number): boolean {
    return this.timers.length > 0 && this.timers.every(({ dueMs }) => dueMs > this.now + durationMs);
  }

  fireNext(): void {
    const next = this.timers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
    if (!next) throw new Error('no timer is set');
    next.cancel();
    this.now = Math.max(this.now, next.dueMs);
    fire(next.due);
  }
}
