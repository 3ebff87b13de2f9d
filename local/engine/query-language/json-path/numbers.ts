import type { Json } from '../../asl.ts';
import { StateError } from '../../failure.ts';
import { Payload } from '../../payload.ts';
import { parseTimestamp } from '../../timestamp.ts';
import { type Query, whenReady } from '../query.ts';
import { constantQuery, parseField, readField } from './fields.ts';
import type { JsonPath } from './path.ts';
import { PathNotFoundError, readPath } from './read-path.ts';
import { type View, viewOf } from './view.ts';

/** Longest delay and timeout. Unit: seconds. */
const maxSeconds = 99_999_999;
const wholeNumber = /^[+-]?\d+$/;

type Fields<Name extends string> = {
  readonly [Key in Name]?: Json;
} & { readonly [Key in `${Name}Path`]?: string };

/** `Seconds` or `SecondsPath`. */
export function secondsQuery(definition: Fields<'Seconds'>, input: Query | undefined): Query | undefined {
  const { Seconds, SecondsPath } = definition;
  if (SecondsPath === undefined) return constantQuery(Seconds);
  return valueQuery(SecondsPath, 'SecondsPath', input, (path, view) => {
    const value = parameterAt(path, 'SecondsPath', view);
    const seconds = numberOf(value, wholeNumber);
    const shown = `${path.text} == ${shownValue(value)}`;
    if (seconds === undefined)
      throw new StateError(`The SecondsPath parameter cannot be parsed as a long value: ${shown}`);
    if (seconds < 0) throw new StateError(`The SecondsPath parameter references a negative value: ${shown}`);
    if (seconds > maxSeconds) throw new StateError('Wait state delay is too long.');
    return seconds;
  });
}

/** `Timestamp` or `TimestampPath`. */
export function timestampQuery(definition: Fields<'Timestamp'>, input: Query | undefined): Query | undefined {
  const { Timestamp, TimestampPath } = definition;
  if (TimestampPath === undefined) return constantQuery(Timestamp);
  return valueQuery(TimestampPath, 'TimestampPath', input, (path, view) => {
    const value = parameterAt(path, 'TimestampPath', view);
    if (typeof value === 'string' && parseTimestamp(value) !== undefined) return value;
    throw new StateError(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.text} == ${shownValue(value)}`,
    );
  });
}

type WholeNumberField = 'TimeoutSeconds' | 'HeartbeatSeconds' | 'MaxConcurrency' | 'ToleratedFailureCount';

/** A field that holds an integer, or its twin `…Path`. Text of digits is an integer too. */
export function wholeNumberQuery<Name extends WholeNumberField>(
  definition: Fields<Name>,
  field: Name,
  input: Query | undefined,
): Query | undefined {
  return numberQuery(definition, field, input, wholeNumber, 'integer');
}

export function percentageQuery(
  definition: Fields<'ToleratedFailurePercentage'>,
  input: Query | undefined,
): Query | undefined {
  return numberQuery(definition, 'ToleratedFailurePercentage', input, /^[+-]?(?:\d+\.?\d*|\.\d+)$/, 'float');
}

function numberQuery<Name extends string>(
  definition: Fields<Name>,
  field: Name,
  input: Query | undefined,
  spelling: RegExp,
  kind: string,
): Query | undefined {
  const pathField = `${field}Path` as const;
  const text = (definition as Readonly<Record<string, string | undefined>>)[pathField];
  if (text === undefined) return constantQuery(definition[field]);
  return valueQuery(text, pathField, input, (path, view) => {
    const value = readField(path, view);
    const number = numberOf(value, spelling);
    if (number !== undefined) return inRange(number, field);
    throw new StateError(
      `The ${pathField} field refers to value "${shownValue(value)}" which is not a valid ${kind}: ${path.text}`,
    );
  });
}

/** Throws `StateError` for a number that the field cannot have. */
function inRange(value: number, field: string): number {
  if ((field === 'TimeoutSeconds' || field === 'HeartbeatSeconds') && (value < 1 || value > maxSeconds)) {
    throw new StateError(`${field} must be between 1 and ${maxSeconds}.`);
  }
  if (field === 'ToleratedFailureCount' && value < 0) throw new StateError(`${field} cannot be negative.`);
  if (field === 'ToleratedFailurePercentage' && (value < 0 || value > 100)) {
    throw new StateError(`${field} must be between 0 and 100.`);
  }
  return value;
}

function valueQuery(
  text: string,
  location: string,
  input: Query | undefined,
  read: (path: JsonPath, view: View) => Json,
): Query {
  const path = parseField(text, location);
  return {
    evaluate: (scope) =>
      whenReady(input?.evaluate(scope) ?? scope.input, (document) =>
        Payload.ofValue(read(path, viewOf(scope, document))),
      ),
  };
}

function parameterAt(path: JsonPath, field: string, view: View): Json {
  try {
    return readPath(path, view);
  } catch (error) {
    if (!(error instanceof PathNotFoundError)) throw error;
    throw new StateError(`The ${field} parameter does not reference an input value: ${path.text}`);
  }
}

function numberOf(value: Json, spelling: RegExp): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  return spelling.test(String(value)) ? Number(value) : undefined;
}

function shownValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
