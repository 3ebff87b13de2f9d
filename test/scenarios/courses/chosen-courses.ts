import type { Theme } from './draw-course.ts';
import { playCourses } from './play-courses.ts';

const { COURSES: total = '12', COURSES_SEED: seed = '1', COURSES_PATH: path } = process.env;

/** A share of the courses that the environment asks for; how it does is in ../README.md. */
export function chooseCourses(theme: Theme, share: number) {
  const courses = Math.ceil(Number(total) * share);
  return {
    courses,
    // A failing course is made smaller by playing others.
    timeoutMs: 600_000 + courses * 60_000,
    play: (): Promise<void> => playCourses({ theme, courses, seed: Number(seed), path }),
  };
}
