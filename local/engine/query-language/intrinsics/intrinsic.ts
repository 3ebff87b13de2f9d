import type { Json, JsonObject } from '../../asl.ts';
import { isObject } from '../../is-object.ts';

/** A function of `States.…`, given its arguments. */
export type Intrinsic = (values: readonly Json[], call: IntrinsicContext) => Json;

interface IntrinsicContext {
  readonly random: () => number;
  /** An argument that is a string literal, with its escapes; `undefined` for any other. */
  literalText(position: number): string | undefined;
}

/** A function refuses its arguments. */
export class IntrinsicError extends Error {
  override readonly name = 'IntrinsicError';
}

export function refuse(reason: string): never {
  throw new IntrinsicError(reason);
}

export function assertCount(values: readonly Json[], ...allowed: readonly number[]): void {
  if (allowed.includes(values.length)) return;
  refuse(`Invalid number of arguments: expected ${allowed.join(' or ')}, but was ${values.length}.`);
}

export function arrayAt(values: readonly Json[], position: number): readonly Json[] {
  const value = values[position];
  return Array.isArray(value) ? value : refuseType(position, 'an array', value);
}

export function textAt(values: readonly Json[], position: number): string {
  const value = values[position];
  return typeof value === 'string' ? value : refuseType(position, 'a string', value);
}

export function objectAt(values: readonly Json[], position: number): JsonObject {
  const value = values[position];
  return isObject(value) ? (value as JsonObject) : refuseType(position, 'an object', value);
}

/** A number, rounded to the nearest integer; halves go up. */
export function integerAt(values: readonly Json[], position: number): number {
  const value = values[position];
  const rounded = typeof value === 'number' ? Math.round(value) : refuseType(position, 'a number', value);
  return Object.is(rounded, -0) ? 0 : rounded;
}

function refuseType(position: number, expected: string, value: Json | undefined): never {
  return refuse(`Argument ${position + 1} must be ${expected}, but was: ${JSON.stringify(value)}`);
}
