import { isObject } from './is-object.ts';
import type { Fields, Report } from './validate-fields.ts';

/** Bounds of a retrier's numbers. (Step Functions developer guide, "Handling errors"; see docs/engine.md) */
const ranges = {
  IntervalSeconds: { least: 1, most: 99_999_999, isInteger: true },
  MaxAttempts: { least: 0, most: 99_999_999, isInteger: true },
  BackoffRate: { least: 1, most: Number.POSITIVE_INFINITY, isInteger: false },
  MaxDelaySeconds: { least: 1, most: 31_622_400, isInteger: true },
} as const;

/** Checks `Retry` and `Catch`. */
export function checkRecovery(state: Fields, report: Report): void {
  for (const field of ['Retry', 'Catch']) {
    const entries = state[field];
    if (entries === undefined) continue;
    if (!Array.isArray(entries)) {
      report('Expected value of type Array', `/${field}`);
      continue;
    }
    for (const [index, entry] of entries.entries()) {
      const place = `/${field}[${index}]`;
      if (!isObject(entry)) {
        report('Expected value of type Object', place);
        continue;
      }
      checkErrorNames(entry, index === entries.length - 1, place, report);
      if (field === 'Retry') checkRetrier(entry, place, report);
    }
  }
}

function checkErrorNames({ ErrorEquals: names }: Fields, isLast: boolean, place: string, report: Report): void {
  if (!Array.isArray(names) || names.length === 0) {
    report("The field 'ErrorEquals' is required but was missing", place);
  } else if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    report("'States.ALL' must appear alone, and in the last entry", `${place}/ErrorEquals`);
  }
}

function checkRetrier(retrier: Fields, place: string, report: Report): void {
  for (const [field, { least, most, isInteger }] of Object.entries(ranges)) {
    const value = retrier[field];
    if (value === undefined) continue;
    const isRight = typeof value === 'number' && (!isInteger || Number.isInteger(value));
    if (!isRight) report(`Expected value of type ${isInteger ? 'Integer' : 'Float'}`, `${place}/${field}`);
    else if (value < least) report(`Value must be at least ${least}`, `${place}/${field}`);
    else if (value > most) report(`Value must not be more than ${most}`, `${place}/${field}`);
  }
  const { IntervalSeconds: interval = 1, MaxDelaySeconds: longest, JitterStrategy: jitter } = retrier;
  if (typeof longest === 'number' && typeof interval === 'number' && longest <= interval) {
    report("The field 'MaxDelaySeconds' must be greater than the field 'IntervalSeconds'", `${place}/MaxDelaySeconds`);
  }
  if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE') {
    report("The field 'JitterStrategy' should have one of these values: [FULL, NONE]", `${place}/JitterStrategy`);
  }
}
