import type { Json } from '../asl.ts';

/**
 * `value` as plain JSON, or `undefined` if a function is in it. JSONata marks its result arrays (a marked one of a single
 * item collapses when it is used again) and leaves members undefined: neither may get into a variable, where an execution
 * that was recovered from a journal would then differ from one that was not.
 */
export function toPlainJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Object.is(value, -0) ? 0 : value;
  if (Array.isArray(value)) return toPlainArray(value);
  if (typeof value !== 'object') return undefined;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const made: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const plain = toPlainJson(member);
    if (plain === undefined) return undefined;
    made[name] = plain;
  }
  return made;
}

function toPlainArray(values: readonly unknown[]): Json | undefined {
  const made: Json[] = [];
  for (const value of values) {
    const plain = toPlainJson(value);
    if (plain === undefined) return undefined;
    made.push(plain);
  }
  return made;
}
