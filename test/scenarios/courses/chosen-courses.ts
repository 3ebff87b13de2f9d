import type { Theme } from './draw-course.ts';
import { playCourses } from './play-courses.ts';

const { COURSES: total = '12', COURSES_SEED: firstSeed = '1', COURSES_PATH: path } = process.env;

/** Files that share the courses, so that several processors play. */
const files = 3;
/** Between the seeds of two files with one theme: what fails in one is played again by the other, given its seed. */
const seedsApart = 1_000_000;

/** A share of the courses that the environment asks for; how it does is in ../README.md. */
export function chooseCourses(theme: Theme, fileOfTheme = 0) {
  const courses = Math.ceil(Number(total) / files);
  const seed = Number(firstSeed) + fileOfTheme * seedsApart;
  return {
    courses,
    // A failing course is made smaller by playing others.
    timeoutMs: 600_000 + courses * 60_000,
    play: (): Promise<void> => playCourses({ theme, courses, seed, path }),
  };
}
