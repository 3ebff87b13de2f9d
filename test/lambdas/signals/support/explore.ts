import { createHash } from 'node:crypto';

/** One thing that may happen next. */
export interface Choice {
  /** For traces. */
  readonly label: () => string;
  /** A fault may happen, but nothing waits for it: what rests but for faults is at rest. */
  readonly isFault: boolean;
  take(): Promise<void>;
}

/** Something that can be taken through one of its courses, and begun again from the start. */
export interface Subject {
  choices(): readonly Choice[];
  /** Text that is the same for two states only if the same can happen after both. */
  fingerprint(): string | Promise<string>;
  /** What is wrong in this state, whatever comes. */
  violation(): string | undefined | Promise<string | undefined>;
  /** What is wrong if nothing but faults can happen any more. */
  violationAtRest(): string | undefined | Promise<string | undefined>;
}

export interface Exploration {
  /** Different states that were seen. */
  readonly states: number;
  /** Steps from one to the other. */
  readonly steps: number;
  /** Courses that were followed to their end, or to a state that had been seen. */
  readonly courses: number;
  readonly violation?: { readonly problem: string; readonly trace: readonly string[] };
}

/**
 * Every course of the subject, depth first. What JavaScript has begun cannot be taken back, so a course that branches off
 * another is replayed from the start; a state that was seen before is not followed again.
 *
 * X1  A choice is named by its place among the choices of its state, so the same prefix always leads to the same state.
 * X2  The search ends with the whole space seen, or with the first violation; a space over `stateLimit` throws.
 */
export async function explore(create: () => Subject | Promise<Subject>, stateLimit = 200_000): Promise<Exploration> {
  // Refused conditions are made by the ten thousand; nobody reads where.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await search(create, stateLimit);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function search(create: () => Subject | Promise<Subject>, stateLimit: number): Promise<Exploration> {
  const seen = new Set<string>();
  const open: number[][] = [[]];
  let steps = 0;
  let courses = 0;

  for (let prefix = open.pop(); prefix; prefix = open.pop()) {
    const subject = await create();
    const path: number[] = [];
    const labels: string[] = [];
    const take = async (index: number, choices = subject.choices()): Promise<void> => {
      const choice = choices[index]!;
      path.push(index);
      labels.push(choice.label());
      await choice.take();
    };
    const ended = (problem: string): Exploration => ({
      states: seen.size,
      steps,
      courses,
      violation: { problem, trace: labels },
    });

    for (const index of prefix) await take(index);
    for (;;) {
      const problem = await subject.violation();
      if (problem !== undefined) return ended(problem);
      const state = createHash('sha1')
        .update(await subject.fingerprint())
        .digest('base64');
      if (seen.has(state)) break;
      seen.add(state);
      if (seen.size > stateLimit) throw new RangeError(`more than ${stateLimit} states`);

      const choices = subject.choices();
      if (choices.every(({ isFault }) => isFault)) {
        const problemAtRest = await subject.violationAtRest();
        if (problemAtRest !== undefined) return ended(problemAtRest);
      }
      if (choices.length === 0) break;
      for (let index = choices.length - 1; index > 0; index -= 1) open.push([...path, index]);
      steps += choices.length;
      await take(0, choices);
    }
    courses += 1;
  }
  return { states: seen.size, steps, courses };
}
