import { expect } from 'vitest';

/** An event as `GetExecutionHistory` answers. */
export interface WireEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: Date;
  readonly stateEnteredEventDetails?: { readonly name: string };
  readonly stateExitedEventDetails?: { readonly name: string };
}

const lastTypes: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
};

/** Holds of every history of an execution that has ended with this status. */
export function expectWellFormed(history: readonly WireEvent[], status: string): void {
  expect(history[0]).toMatchObject({ id: 1, previousEventId: 0, type: 'ExecutionStarted' });
  expect(history.at(-1)!.type).toBe(lastTypes[status]);
  expect(history.filter(({ type }) => /^Execution(?!Started)/.test(type))).toHaveLength(1);
  for (const [index, event] of history.entries()) {
    expect(event.id).toBe(index + 1);
    expect(event.previousEventId).toBeLessThan(event.id);
    if (index > 0) expect(event.timestamp.getTime()).toBeGreaterThanOrEqual(history[index - 1]!.timestamp.getTime());
  }
  expectPaired(history);
}

/** Every exit closes the nearest open entry of its state on its own way back, and no entry is closed twice. */
function expectPaired(history: readonly WireEvent[]): void {
  const closed = new Set<number>();
  for (const event of history) {
    const name = event.stateExitedEventDetails?.name;
    if (name === undefined) continue;
    let at: WireEvent | undefined = event;
    while (at !== undefined && (at.stateEnteredEventDetails?.name !== name || closed.has(at.id))) {
      at = history[at.previousEventId - 1];
    }
    expect(at, `state ${name}, left in event ${event.id}, was entered`).toBeDefined();
    closed.add(at!.id);
  }
}
