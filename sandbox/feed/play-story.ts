import { setTimeout as sleep } from 'node:timers/promises';
import type { LegworkSandbox } from '../legwork.ts';
import type { Story } from './sample-booking.ts';

/** Real time that an hour of the story takes, and a pause for the reader after an hour in which something was printed. Unit: milliseconds. */
const pace = { hourMs: 15, lineMs: 350 } as const;
const hourMs = 3_600_000;

/** Plays a story hour by hour, slowly enough to be read. `printedLines` counts what the reader has been shown. */
export async function playStory(legwork: LegworkSandbox, story: Story, printedLines: () => number): Promise<void> {
  const steps = [...story.steps];
  for (let untilMs = story.startMs + hourMs; ; untilMs = Math.min(untilMs + hourMs, story.endMs)) {
    const linesBefore = printedLines();
    while (steps[0] !== undefined && steps[0].atMs < untilMs) {
      const step = steps.shift()!;
      await legwork.runtime.runUntil(step.atMs);
      const refusal = await legwork.emit(step.detailType, step.detail);
      if (refusal !== null) throw new Error(`The bus refused ${step.detailType}: ${refusal}`);
    }
    await legwork.runtime.runUntil(untilMs);
    await sleep(pace.hourMs + pace.lineMs * (printedLines() - linesBefore));
    if (untilMs >= story.endMs) return;
  }
}
