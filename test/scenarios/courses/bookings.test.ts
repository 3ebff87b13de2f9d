import { expect, it } from 'vitest';
import { chooseCourses } from './chosen-courses.ts';

const { courses, timeoutMs, play } = chooseCourses('bookings');

it(`the policy holds in ${courses} courses of bookings, their legs and watches`, { timeout: timeoutMs }, async () => {
  await expect(play()).resolves.toBeUndefined();
});
