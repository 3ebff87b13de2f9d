/**
 * Counts what is at work, so that the skip clock knows when nothing is: requests being answered, Lambda invocations,
 * deliveries, transitions. Waiting for a timer is not work.
 */
export interface Work {
  /** Runs `task` and counts it until it settles. A rejection is given to `onUnhandled` of the runtime, never lost. */
  start(label: string, task: () => void | Promise<void>): void;
  /** Counts an awaited piece of work and passes its result or rejection on. */
  during<T>(label: string, task: () => Promise<T>): Promise<T>;
  /**
   * Counts the rest of this turn of the event loop: whatever follows from promises alone is then done, or counted itself. For
   * answers to those who wait without being counted.
   */
  thisTurn(label: string): void;
  isIdle(): boolean;
  /** Resolves when nothing is at work (at once, if so now). */
  whenIdle(): Promise<void>;
  /** Tells `listener` when work begins where there was none, and when none is left; returns what ends that. */
  onIdleChange(listener: (isIdle: boolean) => void): () => void;
  /** How many pieces of work have begun or ended so far: where this stands still, nothing moves. */
  turnovers(): number;
  /** Labels of what is at work, each once with its number, for messages about a runtime that does not come to rest. */
  labels(): readonly string[];
}

export function createWork(onUnhandled: (error: unknown, label: string) => void): Work {
  const active = new Map<number, string>();
  let nextId = 0;
  let ended = 0;
  let waiters: Array<() => void> = [];
  const listeners = new Set<(isIdle: boolean) => void>();
  const tell = (isIdle: boolean): void => {
    for (const listener of listeners) listener(isIdle);
  };

  const begin = (label: string): number => {
    nextId += 1;
    active.set(nextId, label);
    if (active.size === 1) tell(false);
    return nextId;
  };
  const end = (id: number): void => {
    active.delete(id);
    ended += 1;
    if (active.size > 0) return;
    tell(true);
    const resolved = waiters;
    waiters = [];
    for (const resolve of resolved) resolve();
  };

  return {
    start(label, task) {
      const id = begin(label);
      void (async () => {
        try {
          await task();
        } catch (error) {
          onUnhandled(error, label);
        } finally {
          end(id);
        }
      })();
    },
    async during(label, task) {
      const id = begin(label);
      try {
        return await task();
      } finally {
        end(id);
      }
    },
    thisTurn(label) {
      const id = begin(label);
      setImmediate(() => end(id));
    },
    isIdle: () => active.size === 0,
    whenIdle: () => (active.size === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    onIdleChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    turnovers: () => nextId + ended,
    labels: () => {
      const counts = new Map<string, number>();
      for (const label of active.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
      return [...counts].map(([label, count]) => (count === 1 ? label : `${label} × ${count}`));
    },
  };
}
