/** Does what an actor does until it has to wait, and tells for how long. Unit: milliseconds of the target's time. */
export type ActorScript = AsyncGenerator<number, void>;

/** What works outside while executions run: consumers of queues and activities. */
export interface Actors {
  add(script: ActorScript): void;
  /** Runs every actor that is due. */
  act(): Promise<void>;
  /** Until the next actor is due; undefined where none is left. */
  nextWaitMs(): number | undefined;
}

export function createActors(nowMs: () => number): Actors {
  let waiting: { script: ActorScript; dueMs: number }[] = [];
  return {
    add: (script) => {
      waiting.push({ script, dueMs: nowMs() });
    },
    async act() {
      for (const actor of waiting) {
        if (actor.dueMs > nowMs()) continue;
        const { done, value } = await actor.script.next();
        actor.dueMs = done === true ? Number.POSITIVE_INFINITY : nowMs() + value;
      }
      waiting = waiting.filter(({ dueMs }) => Number.isFinite(dueMs));
    },
    nextWaitMs: () =>
      waiting.length === 0 ? undefined : Math.max(0, Math.min(...waiting.map(({ dueMs }) => dueMs)) - nowMs()),
  };
}
