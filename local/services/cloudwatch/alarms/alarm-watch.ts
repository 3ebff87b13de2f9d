/**
 * Evaluates alarms when, and only when, something may have changed.
 *
 * AWS evaluates every alarm every minute. Here a minute matters to an alarm only if its state can be another one at its end:
 *
 * W1  After an observation that could change the state the alarm is evaluated at the end of that minute.
 * W2  After each evaluation the next change that follows from what is known already is due, if there is one; an observation
 *     meanwhile only ever brings the next evaluation forward.
 * W3  Minutes without either have no timer: a quiet month costs nothing.
 * W4  Alarms of one minute are evaluated in the order of their names.
 */
import type { Kernel } from '../../../kernel/kernel.ts';
import { minuteMs, minuteOf } from '../metric-series.ts';
import type { MetricStore } from '../metric-store.ts';
import type { Alarm } from './alarm.ts';
import { type AlarmDefinition, isBreaching } from './alarm-definition.ts';
import type { AlarmStore } from './alarm-store.ts';
import { changeAlarm } from './change-alarm.ts';
import { type Evaluation, evaluateAlarm, nextChangeMs } from './evaluate-alarm.ts';

export interface AlarmWatch {
  /** After an alarm was put, or put into a state by hand: it is evaluated at the end of this minute. */
  watch(alarm: Alarm): void;
  forget(name: string): void;
}

interface Watched {
  readonly alarm: Alarm;
  readonly end: () => void;
  /** The end of the minute at which it is evaluated next. */
  dueMs?: number | undefined;
}

export function createAlarmWatch(kernel: Kernel, metrics: MetricStore, alarms: AlarmStore): AlarmWatch {
  const { clock } = kernel;
  const watched = new Map<string, Watched>();
  /** By the end of the minute; each has one timer. */
  const due = new Map<number, Set<Watched>>();

  const schedule = (one: Watched, dueMs: number): void => {
    if (one.dueMs !== undefined) {
      if (one.dueMs <= dueMs) return;
      due.get(one.dueMs)?.delete(one);
    }
    one.dueMs = dueMs;
    const together = due.get(dueMs);
    if (together !== undefined) {
      together.add(one);
      return;
    }
    due.set(dueMs, new Set([one]));
    clock.setTimer(dueMs, () => evaluateMinute(dueMs));
  };

  const evaluateMinute = (atMs: number): void => {
    const together = [...(due.get(atMs) ?? [])];
    due.delete(atMs);
    together.sort((one, other) => (one.alarm.definition.name < other.alarm.definition.name ? -1 : 1));
    for (const one of together) {
      one.dueMs = undefined;
      evaluate(one.alarm, atMs);
      const { definition, state } = one.alarm;
      const nextMs = nextChangeMs(definition, seriesOf(definition), state, atMs);
      if (nextMs !== undefined) schedule(one, nextMs);
    }
  };

  const evaluate = (alarm: Alarm, atMs: number): void => {
    const { definition } = alarm;
    const evaluation = evaluateAlarm(definition, seriesOf(definition), alarm.state, atMs);
    if (evaluation.state === alarm.state) return;
    changeAlarm(kernel, alarms, alarm, evaluation.state, reasonOf(definition, evaluation, atMs));
  };

  const seriesOf = ({ namespace, metricName, dimensions }: AlarmDefinition) =>
    metrics.find(namespace, metricName, dimensions);

  const forget = (name: string): void => {
    const one = watched.get(name);
    if (one === undefined) return;
    one.end();
    watched.delete(name);
    if (one.dueMs !== undefined) due.get(one.dueMs)?.delete(one);
  };

  const watch = (alarm: Alarm): void => {
    const { name, namespace, metricName, dimensions } = alarm.definition;
    forget(name);
    const end = metrics.observe({ namespace, name: metricName, dimensions }, (value, atMs) => {
      if (one.dueMs === undefined && isWithoutEffect(alarm, value)) return;
      schedule(one, minuteOf(Math.max(atMs, clock.nowMs())) + minuteMs);
    });
    const one: Watched = { alarm, end };
    watched.set(name, one);
    schedule(one, minuteOf(clock.nowMs()) + minuteMs);
  };

  // What was known before the process ended may have come due meanwhile.
  for (const alarm of alarms.list()) kernel.journal.onResume(() => watch(alarm));

  return { watch, forget };
}

/**
 * Whether an alarm that is OK, and stays so by all that is known, does so with this observation too: no value within the
 * threshold takes an average, an extreme or a percentile of such values out of it, and nothing adds nothing to a sum.
 */
function isWithoutEffect({ definition, state }: Alarm, value: number): boolean {
  const { comparisonOperator, statistic, treatMissingData } = definition;
  if (state !== 'OK' || treatMissingData !== 'notBreaching' || !comparisonOperator.startsWith('Greater')) return false;
  if (statistic === 'Sum') return value <= 0;
  return statistic !== 'SampleCount' && !isBreaching(definition, value);
}

function reasonOf(definition: AlarmDefinition, { state, datapoints }: Evaluation, atMs: number) {
  const { comparisonOperator, evaluationPeriods, statistic, periodSeconds, threshold, treatMissingData } = definition;
  const newest = datapoints.slice(0, evaluationPeriods);
  const described = newest.map(({ startMs, value }) => `${value} (${new Date(startMs).toISOString()})`);
  const data =
    newest.length === 0
      ? `no datapoints were received for ${evaluationPeriods} period(s), and missing ones are ${treatMissingData}`
      : `of the last ${evaluationPeriods} datapoint(s), ${newest.length} are there: ${described.join(', ')}`;
  return {
    text: `${state}: ${data}. It is in alarm where ${statistic} is ${comparisonOperator} (${threshold}).`,
    data: JSON.stringify({
      version: '1.0',
      queryDate: new Date(atMs).toISOString(),
      statistic,
      period: periodSeconds,
      recentDatapoints: newest.map(({ value }) => value),
      threshold,
    }),
  };
}
