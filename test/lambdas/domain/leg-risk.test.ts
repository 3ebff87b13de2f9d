import { describe, expect, it } from 'vitest';
import { judgeRisk, type RiskInputs } from '../../../lambdas/domain/leg-risk.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { ms } from './support.ts';

/** The window is from 09:00 to 10:00; all is well unless it is said otherwise. */
function judge(at: string, inputs: Partial<RiskInputs> = {}): string {
  const { level, reasons } = judgeRisk(
    {
      nowMs: ms(`2026-07-02T${at}Z`),
      window: { start: '2026-07-02T09:00:00Z', end: '2026-07-02T10:00:00Z' },
      kind: 'delivery',
      hasDriver: true,
      minutes: 20,
      isVehicleReady: true,
      ...inputs,
    },
    defaultPolicy,
  );
  return [level, ...reasons].join(' ');
}

describe('a leg', () => {
  it('is on track as long as nothing speaks against it', () => {
    expect(judge('09:00:00')).toBe('on-track');
  });

  it.each([
    ['at the end of the window is not late, but too near to it', '10:00:00', 'at-risk travel-time', { minutes: 0 }],
    ['after the end of the window is late', '10:00:01', 'late window-passed travel-time', { minutes: 0 }],
    ['after the end of the window is late without a driver', '10:00:01', 'late window-passed', { hasDriver: false }],
    ['whose driver arrives at the very end is not late', '09:40:00', 'at-risk travel-time', {}],
    ['whose driver arrives after the end is late', '09:40:01', 'late travel-time', {}],
    ['whose driver arrives 15 minutes before the end is on track', '09:25:00', 'on-track', {}],
    ['whose driver arrives less than 15 minutes before it is at risk', '09:25:01', 'at-risk travel-time', {}],
    ['without a driver is on track until two hours before', '06:59:59', 'on-track', { hasDriver: false }],
    ['without a driver is at risk from two hours before', '07:00:00', 'at-risk no-driver', { hasDriver: false }],
    [
      'without a driver is not judged by a travel time',
      '09:59:00',
      'at-risk no-driver',
      { hasDriver: false, minutes: 300 },
    ],
    ['is late for a travel time, however early', '03:00:00', 'late travel-time', { minutes: 421 }],
  ] as const)('%s', (_, at, expected, inputs) => {
    expect(judge(at, inputs)).toBe(expected);
  });

  it.each([
    ['05:59:59', 'delivery', false, 'on-track'],
    ['06:00:00', 'delivery', false, 'at-risk vehicle-not-ready'],
    ['06:00:00', 'swap', false, 'at-risk vehicle-not-ready'],
    ['06:00:00', 'pickup', false, 'on-track'],
    ['06:00:00', 'delivery', true, 'on-track'],
    ['06:00:00', 'delivery', null, 'on-track'],
  ] as const)('at %s, a %s with a vehicle that is ready: %s', (at, kind, isVehicleReady, expected) => {
    expect(judge(at, { kind, isVehicleReady })).toBe(expected);
  });

  it('names all conditions of its level and none of a lower one', () => {
    expect(judge('08:00:00', { hasDriver: false, isVehicleReady: false })).toBe('at-risk no-driver vehicle-not-ready');
    expect(judge('09:30:00', { isVehicleReady: false })).toBe('at-risk travel-time vehicle-not-ready');
    expect(judge('10:30:00', { hasDriver: false, isVehicleReady: false })).toBe('late window-passed');
    expect(judge('09:45:00', { isVehicleReady: false })).toBe('late travel-time');
  });

  it('is not judged by what was never known; the rest still counts', () => {
    expect(judge('09:59:00', { minutes: null })).toBe('on-track');
    expect(judge('09:59:00', { minutes: null, isVehicleReady: false })).toBe('at-risk vehicle-not-ready');
    expect(judge('10:00:01', { minutes: null, isVehicleReady: null })).toBe('late window-passed');
  });
});
