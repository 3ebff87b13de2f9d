import { expect, it } from 'vitest';
import { createServiceClock } from '../../ops/support/service-clock.ts';

const machineMs = Date.parse('2026-03-01T12:00:00.400Z');

it.each([
  ['agrees within what a date can say', 'Sun, 01 Mar 2026 11:59:59 GMT', machineMs],
  ['is months away, as the local runtime may be', 'Tue, 01 Sep 2026 12:00:00 GMT', Date.parse('2026-09-01T12:00:00Z')],
  ['is behind this machine', 'Sun, 01 Mar 2026 11:50:00 GMT', Date.parse('2026-03-01T11:50:00Z')],
  ['says nothing that can be read', 'yesterday', machineMs],
])('has the time of AWS where its clock %s', (_, date, expectedMs) => {
  const clock = createServiceClock(() => machineMs);
  clock.observe(date);
  expect(clock.nowMs()).toBe(expectedMs);
});

it('goes by the last answer', () => {
  const clock = createServiceClock(() => machineMs);
  clock.observe('Tue, 01 Sep 2026 12:00:00 GMT');
  clock.observe('Sun, 01 Mar 2026 12:00:00 GMT');
  expect(clock.nowMs()).toBe(machineMs);
});
