import { describe, expect, test } from 'vitest';
import { createVolatileJournal } from '../../../../local/journal/journal.ts';
import { type AlarmInput, parseAlarm } from '../../../../local/services/cloudwatch/alarms/alarm-definition.ts';
import { evaluateAlarm, nextChangeMs } from '../../../../local/services/cloudwatch/alarms/evaluate-alarm.ts';
import { createMetricStore } from '../../../../local/services/cloudwatch/metric-store.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const minuteMs = 60_000;
const name = { namespace: 'Shop', name: 'Errors', dimensions: {} };

const alarm = (more: Partial<AlarmInput> = {}) =>
  parseAlarm({
    ...{ AlarmName: 'a', Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 3 },
    ...{ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    ...more,
  });

/** Minutes before now, oldest first: `X` beyond the threshold, `0` within it, `-` nothing. */
function seriesOf(minutes: string) {
  const store = createMetricStore(createVolatileJournal());
  for (const [index, mark] of [...minutes].entries()) {
    if (mark === '-') continue;
    store.add({ ...name, value: mark === 'X' ? 5 : 0 }, nowMs - (minutes.length - index) * minuteMs + 1);
  }
  return store.find(name.namespace, name.name, name.dimensions);
}
const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const states = (minutes: string, more: Partial<AlarmInput>) =>
  treatments.map(
    (TreatMissingData) =>
      evaluateAlarm(alarm({ ...more, TreatMissingData }), seriesOf(minutes), 'INSUFFICIENT_DATA', nowMs).state,
  );

describe('an alarm on three of three periods', () => {
  // As AWS's guide has it for these five minutes, by treatment of missing data: missing, ignore (which keeps the state), breaching,
  // notBreaching.
  const keeps = 'INSUFFICIENT_DATA';
  test.each([
    ['0-X-X', ['OK', 'OK', 'OK', 'OK']],
    ['----0', ['OK', 'OK', 'OK', 'OK']],
    ['-----', ['INSUFFICIENT_DATA', keeps, 'ALARM', 'OK']],
    ['0XX-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['--X--', ['ALARM', keeps, 'ALARM', 'OK']],
  ])('of which %s was seen is %j', (minutes, expected) => {
    expect(states(minutes, {})).toEqual(expected);
  });
});

describe('an alarm on two of three periods', () => {
  test.each([
    ['0-X-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['00X0X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0-X--', ['OK', 'INSUFFICIENT_DATA', 'ALARM', 'OK']],
    ['----0', ['OK', 'INSUFFICIENT_DATA', 'ALARM', 'OK']],
  ])('of which %s was seen is %j', (minutes, expected) => {
    expect(states(minutes, { DatapointsToAlarm: 2 })).toEqual(expected);
  });
});

describe('an alarm with a period of five minutes', () => {
  const slow = alarm({ Period: 300, EvaluationPeriods: 1, Threshold: 10, TreatMissingData: 'notBreaching' });

  test('looks at the five minutes before each minute, not before each fifth', () => {
    // 5 in each of two minutes that no window of a clock face has together.
    const series = seriesOf('XX------');
    const at = (minutes: number) => evaluateAlarm(slow, series, 'OK', nowMs + minutes * minuteMs).state;
    expect([-7, -6, -3, -2].map(at)).toEqual(['OK', 'ALARM', 'ALARM', 'OK']);
  });

  test('knows when it changes next although nothing more is seen, and that it does not', () => {
    const slow = alarm({ Period: 300, EvaluationPeriods: 1, Threshold: 5, TreatMissingData: 'notBreaching' });
    const series = seriesOf('X');
    expect(evaluateAlarm(slow, series, 'OK', nowMs).state).toBe('ALARM');
    const changesMs = nextChangeMs(slow, series, 'ALARM', nowMs)!;
    expect(evaluateAlarm(slow, series, 'ALARM', changesMs - minuteMs).state).toBe('ALARM');
    expect(evaluateAlarm(slow, series, 'ALARM', changesMs).state).toBe('OK');
    expect(nextChangeMs(slow, series, 'OK', changesMs)).toBeUndefined();
  });
});

describe('a definition', () => {
  test.each([
    [{ Period: 30 }, /Period/],
    [{ Period: 3600, EvaluationPeriods: 169 }, /week/],
    [{ DatapointsToAlarm: 4 }, /DatapointsToAlarm/],
    [{ ComparisonOperator: 'LessThanLowerThreshold' }, /ComparisonOperator/],
    [{ TreatMissingData: 'somehow' }, /TreatMissingData/],
    [{ Statistic: 'Median' }, /Statistic/],
    [{ ExtendedStatistic: 'p101' }, /Statistic/],
    [{ Threshold: 'many' }, /Threshold/],
    [{ Metrics: [] }, /Metrics/],
    [{ Unit: 'Count' }, /Unit/],
    [{ AlarmName: '' }, /AlarmName/],
  ] as [Partial<AlarmInput>, RegExp][])('with %j is refused by the name of what is wrong', (more, message) => {
    expect(() => alarm(more)).toThrow(message);
  });

  test('may come as text, as a form has it', () => {
    expect(alarm({ Period: '300', EvaluationPeriods: '1', Threshold: '2.5', ActionsEnabled: 'false' })).toMatchObject({
      ...{ periodSeconds: 300, evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 2.5, actionsEnabled: false },
    });
  });
});
