import type { Json } from '../../asl.ts';
import { parseInstant } from '../../timestamp.ts';
import { matchesPattern } from './string-matches.ts';

/** Compares the value of `Variable` with the operand; values of other types than the operator's own never match. */
type Comparison = (value: Json, operand: Json) => boolean;

interface Orders<Value> {
  readonly Equals: (a: Value, b: Value) => boolean;
  readonly LessThan: (a: Value, b: Value) => boolean;
  readonly GreaterThan: (a: Value, b: Value) => boolean;
  readonly LessThanEquals: (a: Value, b: Value) => boolean;
  readonly GreaterThanEquals: (a: Value, b: Value) => boolean;
}

const orders: Orders<number | string> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

/** The five operators of a type of values. `read`: the value as something with an order; absent for another type. */
function ordered(type: string, read: (value: Json) => number | string | undefined): [string, Comparison][] {
  return Object.entries(orders).map(([name, holds]) => [
    `${type}${name}`,
    (value, operand) => {
      const [left, right] = [read(value), read(operand)];
      return left !== undefined && right !== undefined && holds(left, right);
    },
  ]);
}

/** Operators that compare with a value; each has a twin `…Path` that reads the value from a path. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ...ordered('Numeric', (value) => (typeof value === 'number' ? value : undefined)),
  ...ordered('String', (value) => (typeof value === 'string' ? value : undefined)),
  ...ordered('Timestamp', (value) => (typeof value === 'string' ? parseInstant(value) : undefined)),
  ['BooleanEquals', (value, operand) => typeof value === 'boolean' && value === operand],
]);

/** `StringMatches` has no twin. */
export const stringMatches: Comparison = (value, operand) => {
  return typeof value === 'string' && typeof operand === 'string' && matchesPattern(operand, value);
};

/** Operators that ask for a type; their operand says whether the value is to have it. */
export const typeTests: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['IsNull', (value) => value === null],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsString', (value) => typeof value === 'string'],
  ['IsTimestamp', (value) => typeof value === 'string' && parseInstant(value) !== undefined],
]);
