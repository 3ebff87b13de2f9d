import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssessmentInputs, assessLeg, isNews } from '../../../lambdas/domain/assess-leg.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { assessmentDue, type LegState } from '../../../lambdas/domain/trip-leg.ts';
import { assigned, course, event, started } from './leg-support.ts';
import { ms } from './support.ts';

const early = '2026-06-20T00:00:00Z';
const start = '2026-07-02T09:00:00Z';
const vehicle = (isReady: boolean | null, vehicleId = 'V-1') => ({ vehicleId, kind: 'delivery' as const, isReady });
const usual: AssessmentInputs = { minutes: 20, vehicle: vehicle(true) };
const withDriver = course(started(early), assigned(early)).leg;
const withoutDriver = course(started(early)).leg;

/** By the grid, handled at once unless it is said otherwise. */
function onGrid(leg: LegState, at: string, inputs = usual, handledAt = at, gridOf: string | null = start): LegState {
  return assessLeg(leg, { atMs: ms(at), gridOf, handledAtMs: ms(handledAt) }, inputs, defaultPolicy);
}
/** Because an event asked for it. */
const onEvent = (leg: LegState, at: string, inputs = usual): LegState => onGrid(leg, at, inputs, at, null);

/** All is known already: from here on, quiet assessments have nothing to write. */
const known = (leg: LegState): LegState => ({ ...leg, known: { minutes: 20, readiness: { 'V-1': true } } });

describe('an assessment', () => {
  it('that changes the level records it, with its reasons, for somebody to tell', () => {
    const { level, changes, untold, assessedAt } = onGrid(withoutDriver, '2026-07-02T07:00:00Z');
    expect({ level, changes, untold, assessedAt }).toEqual({
      level: 'at-risk',
      changes: 1,
      untold: { from: 'on-track', to: 'at-risk', reasons: ['no-driver'] },
      assessedAt: '2026-07-02T07:00:00Z',
    });
  });

  it('that changes the reasons and not the level tells nobody', () => {
    const atRisk = { ...onGrid(withoutDriver, '2026-07-02T07:00:00Z'), untold: null };
    const { untold, changes } = onGrid(atRisk, '2026-07-02T07:15:00Z', { ...usual, vehicle: vehicle(false) });
    expect({ untold, changes }).toEqual({ untold: null, changes: 1 });
  });

  it('back on track says so without reasons', () => {
    const atRisk = { ...onGrid(withoutDriver, '2026-07-02T07:00:00Z'), untold: null, driverId: 'D-1' };
    expect(onGrid(atRisk, '2026-07-02T07:15:00Z').untold).toEqual({ from: 'at-risk', to: 'on-track', reasons: [] });
  });

  it('of the grid that is quiet leaves the record as it is', () => {
    const leg = known(withDriver);
    expect(onGrid(leg, '2026-07-02T07:00:00Z')).toBe(leg);
  });

  it('that was asked for is ticked off, quiet or not', () => {
    const leg = { ...known(withDriver), hasBegunToAct: true, askedAt: '2026-07-02T07:01:00Z' };
    expect(assessmentDue(onEvent(leg, '2026-07-02T07:01:00Z'))).toBeNull();
  });

  it('is judged by the instant that was due, however late it is handled (A2)', () => {
    // Handled at 09:44:59, when the same journey would be late; the grid's instant was 09:40.
    const { untold } = onGrid(withDriver, '2026-07-02T09:40:00Z', usual, '2026-07-02T09:44:59Z');
    expect(untold?.to).toBe('at-risk');
  });

  it('is judged by the instant of the grid where a schedule had to round up to a second', () => {
    const odd = { ...withDriver, window: { start: '2026-07-02T09:00:00.500Z', end: '2026-07-02T10:00:00.500Z' } };
    const { assessedAt } = onGrid(odd, '2026-07-02T08:05:01Z', usual, '2026-07-02T08:05:01Z', odd.window.start);
    expect(assessedAt).toBe('2026-07-02T08:05:00.500Z');
  });
});

describe('an assessment changes nothing', () => {
  it('after the leg has ended (A1)', () => {
    const ended = course(started(early), event('TripLegCompleted', '2026-07-02T08:00:00Z')).leg;
    expect(onGrid(ended, '2026-07-02T11:00:00Z')).toBe(ended);
  });

  it('of an instant before that of the latest one; of the same instant it counts (A1)', () => {
    const assessed = onEvent(withoutDriver, '2026-07-02T07:02:00Z');
    expect(onGrid(assessed, '2026-07-02T07:00:00Z', { ...usual, minutes: 99 }, '2026-07-02T07:02:30Z')).toBe(assessed);
    expect(onEvent(assessed, '2026-07-02T07:02:00Z', { ...usual, minutes: 99 }).known.minutes).toBe(99);
  });

  it('once the next instant of the grid has been due: that one knows better', () => {
    expect(onGrid(withoutDriver, '2026-07-02T08:00:00Z', usual, '2026-07-02T08:04:59Z')).not.toBe(withoutDriver);
    expect(onGrid(withoutDriver, '2026-07-02T08:00:00Z', usual, '2026-07-02T08:05:00Z')).toBe(withoutDriver);
  });

  it('by the grid of a window that is not the leg’s any more', () => {
    const old = '2026-07-02T08:00:00Z';
    expect(onGrid(withoutDriver, '2026-07-02T08:00:00Z', usual, '2026-07-02T08:00:00Z', old)).toBe(withoutDriver);
  });

  it('before the grid begins', () => {
    expect(onGrid(withoutDriver, '2026-07-01T08:00:00Z')).toBe(withoutDriver);
  });
});

describe('an input that cannot be had (A3)', () => {
  const unknown: AssessmentInputs = { minutes: null, vehicle: vehicle(null) };

  it('counts as it was last known', () => {
    const learnt = onGrid(withDriver, '2026-07-02T09:10:00Z', { minutes: 60, vehicle: vehicle(false) });
    expect(learnt.level).toBe('late');
    const { level, known: kept } = onGrid(learnt, '2026-07-02T09:15:00Z', unknown);
    expect(level).toBe('late');
    expect(kept).toEqual({ minutes: 60, readiness: { 'V-1': false } });
  });

  it('that was never known is no reason; the others still count', () => {
    expect(onGrid(withDriver, '2026-07-02T09:55:00Z', unknown).level).toBe('on-track');
    expect(onGrid(withoutDriver, '2026-07-02T09:55:00Z', unknown).untold?.reasons).toEqual(['no-driver']);
  });

  it('of another vehicle than the one last seen is not known', () => {
    const learnt = onGrid(withDriver, '2026-07-02T06:00:00Z', { minutes: 20, vehicle: vehicle(false, 'V-1') });
    expect(learnt.level).toBe('at-risk');
    const swapped = onGrid(learnt, '2026-07-02T06:15:00Z', { minutes: null, vehicle: vehicle(null, 'V-2') });
    expect(swapped.level).toBe('on-track');
    const back = onGrid(swapped, '2026-07-02T06:30:00Z', { minutes: null, vehicle: vehicle(null, 'V-1') });
    expect(back.level).toBe('at-risk');
  });

  it('writes nothing by itself', () => {
    const leg = known(withDriver);
    expect(onGrid(leg, '2026-07-02T07:00:00Z', unknown)).toBe(leg);
  });
});

describe('what is read', () => {
  it.each([
    ['other minutes', { ...usual, minutes: 21 }],
    ['another readiness', { ...usual, vehicle: vehicle(false) }],
    ['another vehicle', { ...usual, vehicle: vehicle(true, 'V-2') }],
  ])('is remembered: %s', (_, inputs) => {
    const leg = known(withDriver);
    const after = onGrid(leg, '2026-07-01T10:00:00Z', inputs);
    expect(after.known).toEqual({
      minutes: inputs.minutes,
      readiness: { 'V-1': true, [inputs.vehicle.vehicleId]: inputs.vehicle.isReady },
    });
    expect(after.untold).toBeNull();
  });
});

describe('an input', () => {
  const minutesOf = fc.constantFrom(null, 0, 20, 46, 61, 200);
  const isReadyOf = fc.constantFrom(null, true, false);
  const vehicleIdOf = fc.constantFrom('V-1', 'V-2');
  const legs = fc.record({
    hasDriver: fc.boolean(),
    level: fc.constantFrom('on-track' as const, 'at-risk' as const, 'late' as const),
    minutes: minutesOf,
    readiness: fc.dictionary(vehicleIdOf, fc.boolean()),
    isUntold: fc.boolean(),
    assessedAt: fc.constantFrom(null, '2026-07-02T08:00:00Z'),
  });

  it('that is no news, like the other one, leaves nothing to write: the assessment with both changes nothing (A5)', () => {
    let quiet = 0;
    fc.assert(
      fc.property(
        legs,
        fc.integer({ min: -1_440, max: 400 }),
        fc.record({ minutes: minutesOf, isReady: isReadyOf, vehicleId: vehicleIdOf, handledLateMs: fc.nat(400_000) }),
        fc.boolean(),
        (drawn, minute, { minutes, isReady, vehicleId, handledLateMs }, isOfGrid) => {
          const leg: LegState = {
            ...(drawn.hasDriver ? withDriver : withoutDriver),
            level: drawn.level,
            known: { minutes: drawn.minutes, readiness: drawn.readiness },
            untold: drawn.isUntold ? { from: 'late', to: drawn.level, reasons: [] } : null,
            assessedAt: drawn.assessedAt,
          };
          const atMs = ms(start) + minute * 60_000;
          const request = { atMs, gridOf: isOfGrid ? start : null, handledAtMs: atMs + handledLateMs };
          const both = { minutes, vehicle: vehicle(isReady, vehicleId) };
          const isNewsBy = (inputs: AssessmentInputs): boolean => isNews(leg, request, inputs, defaultPolicy);
          if (isNewsBy({ ...both, vehicle: vehicle(null, vehicleId) }) || isNewsBy({ ...both, minutes: null })) return;
          quiet += 1;
          expect(assessLeg(leg, request, both, defaultPolicy)).toBe(leg);
          expect(leg.untold).toBeNull();
        },
      ),
      { numRuns: 2_000 },
    );
    expect(quiet).toBeGreaterThan(100);
  });

  it('of a leg that has ended is no news', () => {
    const ended = course(started(early), event('TripLegCompleted', '2026-07-02T08:00:00Z')).leg;
    const atMs = ms('2026-07-02T09:55:00Z');
    expect(isNews(ended, { atMs, gridOf: null, handledAtMs: atMs }, usual, defaultPolicy)).toBe(false);
  });
});
