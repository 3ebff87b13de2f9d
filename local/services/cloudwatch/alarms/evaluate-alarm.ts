/**
 * What state an alarm is in at the end of a minute: a pure function of its definition, the state before and what was observed.
 *
 * A1  Each end of a minute is looked at with windows of one period that end there, also where the period is longer.
 * A2  An alarm looks at two periods more than it evaluates, as AWS's published examples do. Where enough of them have data,
 *     the newest of those decide, and nothing is missing.
 * A3  Where there are fewer, what lacks counts as `treatMissingData` says.
 */

import { bucketAt, type MetricBucket, type MetricSeries, minuteMs } from '../metric-series.ts';
import { statistic } from '../metric-statistics.ts';
import { type AlarmDefinition, isBreaching } from './alarm-definition.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** The value of one period. */
interface AlarmDatapoint {
  readonly startMs: number;
  readonly value: number;
}

export interface Evaluation {
  readonly state: AlarmState;
  /** Newest first, as far as there were any. */
  readonly datapoints: readonly AlarmDatapoint[];
}

const extraPeriods = 2;

/** How far back an alarm looks. Unit: milliseconds. */
function rangeMs({ periodSeconds, evaluationPeriods }: AlarmDefinition): number {
  return (evaluationPeriods + extraPeriods) * periodSeconds * 1000;
}

/** @param atMs the end of a minute */
export function evaluateAlarm(
  definition: AlarmDefinition,
  series: MetricSeries | undefined,
  before: AlarmState,
  atMs: number,
): Evaluation {
  const { evaluationPeriods } = definition;
  const datapoints = series === undefined ? [] : datapointsBefore(definition, series, atMs);
  return { state: judge(definition, datapoints.slice(0, evaluationPeriods), before), datapoints };
}

/** The next end of a minute at which the alarm changes if nothing more is observed; undefined: it never does. */
export function nextChangeMs(
  definition: AlarmDefinition,
  series: MetricSeries | undefined,
  state: AlarmState,
  nowMs: number,
): number | undefined {
  if (series === undefined) return undefined;
  for (const atMs of turningPoints(definition, series, nowMs)) {
    if (evaluateAlarm(definition, series, state, atMs).state !== state) return atMs;
  }
  return undefined;
}

/** A3. */
function judge(definition: AlarmDefinition, newest: readonly AlarmDatapoint[], before: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = definition;
  const breaching = newest.filter(({ value }) => isBreaching(definition, value)).length;
  const missing = evaluationPeriods - newest.length;
  if (missing === 0 || treatMissingData === 'notBreaching') return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (treatMissingData === 'breaching') return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (treatMissingData === 'ignore') {
    if (breaching >= datapointsToAlarm) return 'ALARM';
    return breaching + missing < datapointsToAlarm ? 'OK' : before;
  }
  if (newest.length === 0) return 'INSUFFICIENT_DATA';
  return breaching >= Math.min(datapointsToAlarm, newest.length) ? 'ALARM' : 'OK';
}

/** A1, newest first. */
function datapointsBefore(definition: AlarmDefinition, series: MetricSeries, atMs: number): AlarmDatapoint[] {
  const periodMs = definition.periodSeconds * 1000;
  const datapoints: AlarmDatapoint[] = [];
  const oldestMs = atMs - rangeMs(definition);
  for (let startMs = atMs - periodMs; startMs >= oldestMs; startMs -= periodMs) {
    const buckets: MetricBucket[] = [];
    for (let minute = startMs; minute < startMs + periodMs; minute += minuteMs) {
      const bucket = bucketAt(series, minute);
      if (bucket !== undefined) buckets.push(bucket);
    }
    if (buckets.length > 0) datapoints.push({ startMs, value: statistic({ startMs, buckets }, definition.statistic) });
  }
  return datapoints;
}

/** Ends of minutes after now at which an observed minute goes from one window to the next, in order. */
function turningPoints(definition: AlarmDefinition, { buckets }: MetricSeries, nowMs: number): readonly number[] {
  const periodMs = definition.periodSeconds * 1000;
  const points = new Set<number>();
  for (let minute = nowMs - rangeMs(definition); minute < nowMs; minute += minuteMs) {
    if (!buckets.has(minute)) continue;
    for (let enters = minute + minuteMs; enters <= minute + minuteMs + rangeMs(definition); enters += periodMs) {
      if (enters > nowMs) points.add(enters);
    }
  }
  return [...points].sort((one, other) => one - other);
}
