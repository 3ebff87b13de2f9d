import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import {
  applyCheck,
  hasMissedChecks,
  heartbeatSeconds,
  newRentalWatch,
  nextCheckMs,
  quietAnswers,
  type RentalWatchState,
  rentalToWatch,
  type VehicleCheck,
} from '../../../lambdas/domain/rental-watch.ts';
import { cancelled, changed, confirmed, live, ms, returned, type Step, started } from './support.ts';

const startedAt = '2026-03-10T17:00:00Z';
const fresh = newRentalWatch('B-1', { vehicleId: 'V-9', startedAt, handledAt: startedAt });
type ObservedVehicle = NonNullable<VehicleCheck['vehicle']>;
const well: ObservedVehicle = { fuelPercent: 80, online: true, insideArea: true };
const intervalMs = 15 * 60_000;

/** The watch after checks that found this, one an interval; `null` stands for a check without an answer. */
function checks(watch: RentalWatchState, ...found: ReadonlyArray<Partial<ObservedVehicle> | null>): RentalWatchState {
  const firstMs = watch.checkedAt === null ? ms(startedAt) + intervalMs : ms(watch.checkedAt) + intervalMs;
  return found.reduce<RentalWatchState>((state, one, index) => check(state, one, firstMs + index * intervalMs), watch);
}

function check(
  watch: RentalWatchState,
  found: Partial<ObservedVehicle> | null,
  scheduledMs: number,
  delayMs = 5_000,
): RentalWatchState {
  const vehicle = found && { ...well, ...found };
  return applyCheck(watch, { scheduledMs, vehicle }, scheduledMs + delayMs, defaultPolicy);
}

/** `low-fuel began` and its like, in their order. */
const told = ({ unannounced }: RentalWatchState) => unannounced.map(({ kind, change }) => `${kind} ${change}`);
const times = <Found>(count: number, found: Found): Found[] => Array.from({ length: count }, () => found);
const offline = { online: false };

describe('what is watched', () => {
  const rent = started('2026-03-10T17:00:00Z');

  it('is the vehicle that the start of the rental names, whatever the booking names', () => {
    const swapped = changed({ vehicleId: 'V-2' }, '2026-03-10T18:00:00Z');
    expect(rentalToWatch(live(confirmed({ vehicleId: 'V-1' }), rent, swapped))).toMatchObject({ vehicleId: 'V-9' });
  });

  it.each<[string, readonly Step[]]>([
    ['has not started', []],
    ['was returned', [rent, returned('2026-03-12T17:00:00Z')]],
    ['was returned without a start', [returned('2026-03-12T17:00:00Z'), rent]],
    ['was cancelled under way', [rent, cancelled('2026-03-12T17:00:00Z')]],
  ])('is nothing of a rental that %s', (_, steps) => {
    expect(rentalToWatch(live(confirmed(), ...steps))).toBeNull();
  });
});

describe('the grid of the checks', () => {
  it.each([
    ['begins 15 minutes after the start was handled', '2026-03-10T17:00:02Z', '2026-03-10T17:15:00Z'],
    ['goes on every 15 minutes', '2026-03-10T17:15:01Z', '2026-03-10T17:30:00Z'],
    ['still has the check of this very instant', '2026-03-10T17:30:00Z', '2026-03-10T17:30:00Z'],
    ['is not shifted by a repair', '2026-06-01T03:48:03.217Z', '2026-06-01T04:00:00Z'],
  ])('%s', (_, from, next) => {
    expect(nextCheckMs(fresh, ms(from), defaultPolicy)).toBe(ms(next));
  });

  it('is in whole seconds, none of them earlier than the rule says', () => {
    const watch = { startedAt: '2026-03-10T17:00:00.001Z' };
    expect(nextCheckMs(watch, ms('2026-03-10T17:00:00.400Z'), defaultPolicy)).toBe(ms('2026-03-10T17:15:01Z'));
  });
});

describe('low fuel', () => {
  it.each([
    [9.9, true],
    [10, false],
    [10.1, false],
    [0, true],
  ])('at %d per cent: %s', (fuelPercent, isLow) => {
    expect(checks(fresh, { fuelPercent }).alerts).toEqual(isLow ? ['low-fuel'] : []);
  });

  it('begins and ends without hysteresis, and is told once each', () => {
    const low = checks(fresh, { fuelPercent: 9 }, { fuelPercent: 9 }, { fuelPercent: 3 });
    expect(told(low)).toEqual(['low-fuel began']);
    expect(told(checks(low, { fuelPercent: 10 }, { fuelPercent: 9 }))).toEqual([
      'low-fuel began',
      'low-fuel ended',
      'low-fuel began',
    ]);
  });
});

describe('a car that is offline', () => {
  it('is told of by the 8th check running, not by the 7th', () => {
    expect(told(checks(fresh, ...times(7, offline)))).toEqual([]);
    expect(told(checks(fresh, ...times(8, offline)))).toEqual(['offline began']);
    expect(told(checks(fresh, ...times(20, offline)))).toEqual(['offline began']);
  });

  it('begins to count anew after one check that sees it', () => {
    expect(told(checks(fresh, ...times(7, offline), {}, ...times(7, offline)))).toEqual([]);
    expect(told(checks(fresh, ...times(7, offline), {}, ...times(8, offline)))).toEqual(['offline began']);
  });

  it('is back with the first check that sees it', () => {
    expect(told(checks(fresh, ...times(8, offline), {}))).toEqual(['offline began', 'offline ended']);
  });

  it('is neither brought nearer nor set back by checks without an answer', () => {
    expect(told(checks(fresh, ...times(4, offline), null, null, ...times(3, offline)))).toEqual([]);
    expect(told(checks(fresh, ...times(4, offline), null, null, ...times(4, offline)))).toEqual(['offline began']);
  });

  it('is not remembered anew by every check, once it is told of', () => {
    const gone = checks(fresh, ...times(8, offline));
    expect(checks(gone, offline)).toBe(gone);
  });
});

describe('several conditions', () => {
  it('do not wait for one another, and are told in one order', () => {
    const watch = checks(fresh, ...times(7, { ...offline, fuelPercent: 5 }), {
      ...offline,
      fuelPercent: 5,
      insideArea: false,
    });
    expect(told(watch)).toEqual(['low-fuel began', 'offline began', 'outside-area began']);
    expect(watch.unannounced.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(told(checks(watch, { insideArea: false })).slice(3)).toEqual(['low-fuel ended', 'offline ended']);
  });

  it('are each told under the instant of the check that saw them', () => {
    const watch = checks(fresh, { insideArea: false }, {});
    expect(watch.unannounced.map(({ at }) => at)).toEqual(['2026-03-10T17:15:00Z', '2026-03-10T17:30:00Z']);
  });
});

describe('a check', () => {
  it('that finds everything as it was leaves the record as it is', () => {
    expect(checks(fresh, {})).toBe(fresh);
    const low = checks(fresh, { fuelPercent: 9 });
    expect(checks(low, { fuelPercent: 8 })).toBe(low);
  });

  it('without an answer changes nothing', () => {
    const gone = checks(fresh, ...times(8, { ...offline, fuelPercent: 5, insideArea: false }));
    expect(checks(gone, null)).toBe(gone);
  });

  it('that runs twice for one instant counts once, whatever the second one finds', () => {
    const seven = checks(fresh, ...times(7, offline));
    const again = ms(seven.checkedAt ?? '');
    expect(check(seven, offline, again)).toBe(seven);
    expect(check(seven, {}, again)).toBe(seven);
  });

  it('that comes after a newer one changes nothing, also where the newer one found nothing new', () => {
    const newerMs = ms(startedAt) + 2 * intervalMs;
    const low = check(fresh, { fuelPercent: 5 }, newerMs);
    expect(check(low, {}, newerMs - intervalMs, intervalMs + 9_000)).toBe(low);
    const unchanged = check(fresh, {}, newerMs);
    expect(check(unchanged, { fuelPercent: 5 }, newerMs - intervalMs, intervalMs)).toBe(fresh);
  });

  it('that is late, but before the next one, counts', () => {
    expect(check(fresh, { fuelPercent: 5 }, ms(startedAt) + intervalMs, intervalMs - 1).alerts).toEqual(['low-fuel']);
  });

  it('after the end changes nothing', () => {
    const ended = { ...checks(fresh, { fuelPercent: 5 }), endedAt: '2026-03-10T17:20:00Z' };
    expect(checks(ended, {})).toBe(ended);
  });
});

describe('the sign of life', () => {
  it('is waited for until three checks are missing in a row, and no fourth one is due', () => {
    expect(heartbeatSeconds(defaultPolicy)).toBeGreaterThan(3 * 15 * 60);
    expect(heartbeatSeconds(defaultPolicy)).toBeLessThan(4 * 15 * 60);
  });

  it('is missing where the wait ended before its own end', () => {
    const until = ms('2027-03-05T17:00:00Z');
    expect(hasMissedChecks(ms('2026-03-10T18:00:00Z'), until)).toBe(true);
    expect(hasMissedChecks(until, until)).toBe(false);
  });
});

describe('quiet answers', () => {
  const policy = defaultPolicy;
  const isQuiet = (watch: RentalWatchState, { online, insideArea, fuelPercent }: ObservedVehicle): boolean => {
    const quiet = quietAnswers(watch, policy);
    if (quiet === null) return false;
    const isFuelLow = fuelPercent < quiet.lowFuelPercent;
    return online === quiet.online && insideArea === quiet.insideArea && isFuelLow === quiet.isFuelLow;
  };
  const answer = fc.record({
    fuelPercent: fc.integer({ min: 0, max: 20 }),
    online: fc.boolean(),
    insideArea: fc.boolean(),
  });
  /** Runs of the same answer, so that the car is offline for long enough. */
  const course = fc.array(fc.tuple(answer, fc.integer({ min: 1, max: 9 })), { maxLength: 6 });

  it('change nothing, and are all that change nothing once everything is told (V6)', () => {
    fc.assert(
      fc.property(course, answer, (runs, next) => {
        const found = runs.flatMap(([one, count]) => times(count, one));
        const watch = { ...checks(fresh, ...found), unannounced: [] };
        const nextMs = ms(startedAt) + (found.length + 1) * intervalMs;
        const isSame = check(watch, next, nextMs) === watch;
        expect(isQuiet(watch, next)).toBe(isSame);
      }),
    );
  });

  it('are none while a change is untold, and none after the end', () => {
    expect(quietAnswers(checks(fresh, { fuelPercent: 5 }), policy)).toBeNull();
    expect(quietAnswers({ ...fresh, endedAt: startedAt }, policy)).toBeNull();
  });
});
