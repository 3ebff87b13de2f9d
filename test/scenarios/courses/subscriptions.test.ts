import { expect, it } from 'vitest';
import { chooseCourses } from './chosen-courses.ts';

const { courses, timeoutMs, play } = chooseCourses('subscriptions');

it(`the policy holds in ${courses} courses of subscriptions`, { timeout: timeoutMs }, async () => {
  await expect(play()).resolves.toBeUndefined();
});
