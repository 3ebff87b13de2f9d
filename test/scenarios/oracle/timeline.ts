// The instants of a course of events: what is due is asked of those who wait for it, so nothing has to be cancelled.

/** Something that waits for instants. What it waits for follows from what it knows now. */
export interface Waiting {
  /** When it is due next; null: it waits for nothing. An instant that is past is due at once. */
  dueMs(): number | null;
  act(nowMs: number): void;
}

/** Something fell due for a booking or a subscription. */
export interface Acted {
  readonly of: string;
  readonly atMs: number;
}

/** Runs one course; `acted` collects all that fell due. */
export function createTimeline(startMs: number) {
  const all = new Map<Waiting, string>();
  const acted: Acted[] = [];
  let nowMs = startMs;

  /** Does what is due up to an instant, in order; `through` it, or only before it. */
  function run(untilMs: number, through: boolean): void {
    for (;;) {
      let next: Waiting | null = null;
      let nextMs = Number.POSITIVE_INFINITY;
      for (const one of all.keys()) {
        const dueMs = one.dueMs();
        if (dueMs === null || dueMs >= nextMs) continue;
        next = one;
        nextMs = dueMs;
      }
      if (next === null || (through ? nextMs > untilMs : nextMs >= untilMs)) break;
      nowMs = Math.max(nowMs, nextMs);
      acted.push({ of: all.get(next)!, atMs: nowMs });
      next.act(nowMs);
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  return {
    acted,
    add: (of: string, one: Waiting): void => void all.set(one, of),
    remove: (one: Waiting): void => void all.delete(one),
    /** Up to an instant, and not what falls due at it: what arrives then counts first. */
    runBefore: (untilMs: number): void => run(untilMs, false),
    runThrough: (untilMs: number): void => run(untilMs, true),
  };
}

export type Timeline = ReturnType<typeof createTimeline>;

/** Retries of a failed call, 30 s after it, then doubling, at most 15 min between; null: 24 h after the first are over. */
export function retryMs(firstMs: number, failedMs: number, failures: number): number | null {
  const nextMs = failedMs + Math.min(30 * 2 ** (failures - 1), 15 * 60) * second;
  return nextMs - firstMs > 24 * hour ? null : nextMs;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
