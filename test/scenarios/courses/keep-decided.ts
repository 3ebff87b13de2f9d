import type { Tape, TapeStep } from '../../../sandbox/tape/parse-tape.ts';
import { expectOutcome } from '../oracle/expect-outcome.ts';
import { buildTape } from './build-tape.ts';
import type { Course } from './stories.ts';

/** What comes this soon after something fell due may be handled before it or behind it. Unit: milliseconds. */
const raceMs = 75_000;

/** The course without the stories of which the policy does not decide what comes out: open questions and races. */
export function keepDecided(course: Course): Course {
  for (;;) {
    const undecided = findUndecided(buildTape('course', course));
    if (undecided.size === 0) return course;
    course = {
      ...course,
      bookings: course.bookings.filter((_, index) => !undecided.has(`B-${index + 1}`)),
      subscriptions: course.subscriptions.filter((_, index) => !undecided.has(`S-${index + 1}`)),
    };
  }
}

/** Ids of bookings and subscriptions. */
function findUndecided(tape: Tape): ReadonlySet<string> {
  const { open, acted } = expectOutcome(tape);
  const undecided = new Set(open.map(({ of }) => of));
  for (const { of, atMs } of acted) {
    const races = tape.steps.some(
      (step) => step.atMs > atMs && step.atMs <= atMs + raceMs && (step.kind === 'world' || isAbout(step, of)),
    );
    if (races) undecided.add(of);
  }
  return undecided;
}

/** Event ids begin with the id of their story. */
function isAbout(step: TapeStep, id: string): boolean {
  return step.kind === 'event' && (step.detail as { eventId: string }).eventId.startsWith(`${id}-`);
}
