import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import type { Tape, TapeStep } from '../../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../../sandbox/tape/play-tape.ts';
import { compareReport, type Expectation } from '../compare-report.ts';
import { expectOutcome } from '../oracle/expect-outcome.ts';
import { buildTape } from './build-tape.ts';
import { drawCourse, type Theme } from './draw-course.ts';

const failuresDirectory = fileURLToPath(new URL('../../../build/courses/', import.meta.url));

/** Courses that are played to make a failing one smaller. */
const shrinksAtMost = 60;

export interface Options {
  readonly theme: Theme;
  readonly courses: number;
  readonly seed: number;
  /** Where fast-check found a failure, to play only that. */
  readonly path?: string | undefined;
}

/**
 * Draws courses, plays each and holds its report against the oracle's outcome.
 *
 * @throws Error with seed, path, differences and the smallest tape that was found; the tape is in build/courses/, too
 */
export async function playCourses({ theme, courses, seed, path }: Options): Promise<void> {
  const assemblyDirectory = await ensureAssembly(() => {});
  let playedSinceFailure = -1;
  const result = await fc.check(
    fc.asyncProperty(drawCourse(theme), async (course) => {
      // Shrinking ends at some time: what is as small as it got by then is small enough.
      if (playedSinceFailure >= 0) playedSinceFailure += 1;
      if (playedSinceFailure > shrinksAtMost) return;
      const tape = buildTape('course', course);
      const log: string[] = [];
      const report = await playTape(tape, { assemblyDirectory, seed: 1, log: (line) => log.push(line) });
      const differences = compareReport(expectOutcome(tape).outcome as Expectation, report as never);
      if (differences.length === 0) return;
      if (playedSinceFailure < 0) keep(`${seed}-as-found`, tape);
      playedSinceFailure = Math.max(playedSinceFailure, 0);
      throw new Error([...differences, ...log.slice(0, 5)].join('\n'));
    }),
    { seed, numRuns: courses, ...(path === undefined ? {} : { path }) },
  );
  if (!result.failed) return;
  const [course] = result.counterexample ?? [];
  const text = course === undefined ? '' : keep(`course-${seed}`, buildTape(`course-${seed}`, course));
  const place = `COURSES_SEED=${seed} COURSES_PATH=${result.counterexamplePath}`;
  throw new Error([place, String(result.errorInstance), text].join('\n'));
}

function keep(name: string, tape: Tape): string {
  const text = print(tape);
  mkdirSync(failuresDirectory, { recursive: true });
  writeFileSync(join(failuresDirectory, `${name}.json`), text);
  return text;
}

/** The tape as a file that `npm run play` takes, with what it should give. */
function print(tape: Tape): string {
  const text = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z');
  const toStep = (step: TapeStep): object => {
    const at = text(step.atMs);
    if (step.kind === 'kill') return { at, kill: true };
    if (step.kind === 'world') return { at, world: step.world };
    const { detailType, detail, times } = step;
    return { at, event: { detailType, detail }, ...(times === 1 ? {} : { times }) };
  };
  const { name, startMs, untilMs, steps } = tape;
  const { outcome: expected } = expectOutcome(tape);
  return JSON.stringify({ name, start: text(startMs), until: text(untilMs), steps: steps.map(toStep), expected });
}
