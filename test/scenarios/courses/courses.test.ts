// Courses of events within the contract, played and held against an oracle of the policy (../oracle). A failure prints the
// seed, fast-check's path to the smallest course, and the tape. COURSES=300 plays more of them, COURSES_SEED other ones.
import { expect, it } from 'vitest';
import { playCourses } from './play-courses.ts';

const courses = Number(process.env.COURSES ?? 20);
const seed = Number(process.env.COURSES_SEED ?? 1);
const path = process.env.COURSES_PATH;
const chosen = process.env.COURSES_PARTS?.split(',');
const has = (part: string): boolean => chosen === undefined || chosen.includes(part);

const parts = {
  bookings: has('bookings'),
  legs: has('legs'),
  watch: has('watch'),
  subscriptions: has('subscriptions'),
  powerCuts: has('power-cuts'),
};

it(`the policy holds in ${courses} courses of events`, { timeout: 60_000 + courses * 30_000 }, async () => {
  await expect(playCourses({ parts, courses, seed, path })).resolves.toBeUndefined();
});
