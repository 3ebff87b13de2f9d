import type { Timer } from '../../clock/clock.ts';

/** The timers of one execution by their ids. Most have one at a time, for which a map would be several times as large. */
export class ExecutionTimers {
  #firstId = 0;
  #first: Timer | undefined;
  #others: Map<number, Timer> | undefined;

  set(timerId: number, timer: Timer): void {
    if (this.#first === undefined) {
      this.#firstId = timerId;
      this.#first = timer;
      return;
    }
    this.#others ??= new Map();
    this.#others.set(timerId, timer);
  }

  /** Removes the timer and gives it, if there is one. */
  take(timerId: number): Timer | undefined {
    if (timerId === this.#firstId) {
      const first = this.#first;
      this.#first = undefined;
      return first;
    }
    const timer = this.#others?.get(timerId);
    this.#others?.delete(timerId);
    return timer;
  }
}
