// An oracle of the policy, written for the tests from its sentences alone. It shares no code with what it judges: no
// workflow, no storage and no retries of somebody's, only state in memory, asked again and again when something is due.
import { mergeWorld } from '../../../sandbox/providers/world.ts';
import type { Tape } from '../../../sandbox/tape/parse-tape.ts';
import { readEvent } from './events.ts';
import { createIntake } from './intake.ts';
import { createSurroundings, type OpenQuestion, type Outcome } from './surroundings.ts';
import type { Acted } from './timeline.ts';

export interface Expected {
  readonly outcome: Outcome;
  readonly acted: readonly Acted[];
  /** What the tape asks that the policy does not answer; the outcome is one reading then. */
  readonly open: readonly OpenQuestion[];
}

/** What must come out of a tape. A power cut changes nothing, a duplicate neither. */
export function expectOutcome(tape: Tape): Expected {
  const surroundings = createSurroundings(tape.startMs);
  const { timeline, world, outcome, open } = surroundings;
  const take = createIntake(surroundings);
  for (const step of tape.steps) {
    timeline.runBefore(step.atMs);
    if (step.kind === 'world') mergeWorld(world, step.world);
    if (step.kind !== 'event') continue;
    const event = readEvent(step.detailType, step.detail, step.atMs);
    for (let time = 0; event !== null && time < step.times; time += 1) take(event, step.atMs);
  }
  timeline.runThrough(tape.untilMs);
  const inOrder = <Row extends { readonly at: string }>(rows: readonly Row[]): Row[] =>
    rows.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return {
    outcome: {
      notifications: inOrder(outcome.notifications),
      payments: inOrder(outcome.payments),
      emitted: inOrder(outcome.emitted),
    },
    acted: timeline.acted,
    open,
  };
}
