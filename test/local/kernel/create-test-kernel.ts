import type { Clock } from '../../../local/clock/clock.ts';
import { createSkipClock } from '../../../local/clock/skip-clock.ts';
import { createIam } from '../../../local/iam/iam.ts';
import { createKernel } from '../../../local/kernel/dispatcher.ts';
import { createFaults } from '../../../local/kernel/faults.ts';
import { createMeter } from '../../../local/kernel/meter.ts';
import { createObserver } from '../../../local/kernel/observer.ts';
import { createWork } from '../../../local/kernel/work.ts';

/** 2026-03-01T09:00:00Z */
const testStartMs = 1_772_355_600_000;

/** A kernel without services, with a skip clock and real authorisation. Errors of background work are collected. */
export function createTestKernel() {
  const errors: unknown[] = [];
  const work = createWork((error) => errors.push(error));
  const clock = createSkipClock(testStartMs, work);
  const observer = createObserver((clock as Clock).nowMs);
  const iam = createIam({ accountId: '111122223333', observer });
  const faults = createFaults();
  const kernel = createKernel({
    accountId: '111122223333',
    region: 'eu-west-1',
    clock,
    seed: 1,
    work,
    meter: createMeter(),
    observer,
    faults,
    authorise: iam.authorise,
  });
  return { kernel, clock, iam, faults, errors };
}
