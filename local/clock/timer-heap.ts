import { type Due, fire, type Timer } from './clock.ts';

/** A class, so that ten thousand that wait have one `cancel` and one `fire` among them. */
class Entry implements Timer, DueTimer {
  declare readonly dueMs: number;
  declare readonly order: number;
  declare private readonly due: Due;
  /** Position in the heap; -1 once it has fired or was cancelled. */
  declare index: number;
  declare private readonly remove: (entry: Entry) => void;

  constructor(dueMs: number, order: number, due: Due, index: number, remove: (entry: Entry) => void) {
    this.dueMs = dueMs;
    this.order = order;
    this.due = due;
    this.index = index;
    this.remove = remove;
  }

  cancel(): void {
    if (this.index >= 0) this.remove(this);
  }

  fire(): void {
    fire(this.due);
  }
}

/** A timer taken from the heap, ready to fire. */
interface DueTimer {
  readonly dueMs: number;
  fire(): void;
}

/**
 * Pending timers in the order of C2: by due time, and by the order of setting within one instant. A binary heap, so
 * that setting, cancelling and taking cost the logarithm of how many there are.
 */
export interface TimerHeap {
  add(dueMs: number, due: Due): Timer;
  /** Due time of the first timer, or undefined without one. */
  nextDueMs(): number | undefined;
  /** Removes the first timer and returns it. */
  takeFirst(): DueTimer | undefined;
  /** Removes and returns the timers of the first one's instant, each when it is asked for: later ones may be cancelled meanwhile. */
  takeInstant(): Iterable<DueTimer>;
  clear(): void;
}

export function createTimerHeap(): TimerHeap {
  let heap: Entry[] = [];
  let lastOrder = 0;

  const isBefore = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

  const place = (entry: Entry, index: number): void => {
    heap[index] = entry;
    entry.index = index;
  };

  const rise = (entry: Entry): void => {
    let index = entry.index;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex]!;
      if (!isBefore(entry, parent)) break;
      place(parent, index);
      index = parentIndex;
    }
    place(entry, index);
  };

  const sink = (entry: Entry): void => {
    let index = entry.index;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) break;
      const childIndex = child.index;
      place(child, index);
      index = childIndex;
    }
    place(entry, index);
  };

  const remove = (entry: Entry): void => {
    const last = heap.pop()!;
    if (last !== entry) {
      place(last, entry.index);
      rise(last);
      sink(last);
    }
    entry.index = -1;
  };

  return {
    add(dueMs, due) {
      if (!Number.isFinite(dueMs)) throw new RangeError(`a timer needs a finite due time, not ${dueMs}`);
      lastOrder += 1;
      const entry = new Entry(dueMs, lastOrder, due, heap.length, remove);
      heap.push(entry);
      rise(entry);
      return entry;
    },
    nextDueMs: () => heap[0]?.dueMs,
    takeFirst() {
      const first = heap[0];
      if (first !== undefined) remove(first);
      return first;
    },
    *takeInstant() {
      const dueMs = heap[0]?.dueMs;
      // What is set for the same instant meanwhile has an instant of its own after it.
      const last = lastOrder;
      for (let first = heap[0]; first !== undefined && first.dueMs === dueMs && first.order <= last; first = heap[0]) {
        remove(first);
        yield first;
      }
    },
    clear() {
      for (const entry of heap) entry.index = -1;
      heap = [];
    },
  };
}
