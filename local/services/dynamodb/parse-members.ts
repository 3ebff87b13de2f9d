import { constraintError, validationError } from './errors.ts';
import { isRecord } from './parse-attribute-value.ts';

/** A request as it comes from the kernel: nothing about it is known yet. */
export type Input = Readonly<Record<string, unknown>>;

/** `path` is the member's name as AWS prints it, beginning in lower case. */
export function parseEnum<Value extends string>(
  input: unknown,
  path: string,
  values: readonly Value[],
  absent: Value,
): Value {
  if (input === undefined || input === null) return absent;
  const value = values.find((candidate) => candidate === input);
  if (value !== undefined) return value;
  throw constraintError(input, path, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

/** A whole number of at least `least`, or undefined where the member is absent. */
export function parseCount(input: unknown, path: string, least: number): number | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input !== 'number' || !Number.isInteger(input)) {
    throw validationError(`One or more parameter values were invalid: ${path} must be a whole number`);
  }
  if (input >= least) return input;
  throw constraintError(input, path, `Member must have value greater than or equal to ${least}`);
}

export function parseRecord(input: unknown, path: string): Input {
  if (isRecord(input)) return input;
  throw constraintError(null, path, 'Member must not be null');
}

export function parseArray(input: unknown, path: string): readonly unknown[] {
  if (Array.isArray(input)) return input;
  throw constraintError(null, path, 'Member must not be null');
}
