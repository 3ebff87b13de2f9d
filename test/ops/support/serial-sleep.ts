import type { LegworkSandbox } from '../../../sandbox/legwork.ts';

/** A command's `sleep` on the clock of a runtime that only moves when it is told to. Sleeps follow one another. */
export function serialSleep({ runtime }: Pick<LegworkSandbox, 'runtime'>): (delayMs: number) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (delayMs) => {
    last = last.then(() => runtime.runUntil(runtime.kernel.clock.nowMs() + delayMs));
    return last;
  };
}
