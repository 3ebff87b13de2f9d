import { isObject, type Json, parseJson } from '../json.ts';

/** What only a real SDK call brings back: copies of HTTP headers. Left out of both sides. */
const headerCopies = ['SdkHttpMetadata', 'SdkResponseMetadata'];

export function withoutHeaderCopies(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutHeaderCopies);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([key]) => !headerCopies.includes(key));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutHeaderCopies(member)]));
}

/** A difference between two values, at a path from their roots. Absent on one side: undefined. */
export interface Difference {
  readonly path: string;
  readonly expected: Json;
  readonly actual: Json;
}

/** Differences in the order of the recording. Two texts that both hold a JSON object or list are compared as such. */
export function differences(expected: Json, actual: Json, path: string): Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }).flatMap((_, at) => differences(expected[at], actual[at], `${path}[${at}]`));
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differences(expected[key], actual[key], `${path}.${key}`));
  }
  if (typeof expected === 'string' && typeof actual === 'string' && expected !== actual) {
    const [left, right] = [parseContainer(expected), parseContainer(actual)];
    if (left !== undefined && right !== undefined) return differences(left, right, path);
  }
  return Object.is(expected, actual) || (expected === 0 && actual === 0) ? [] : [{ path, expected, actual }];
}

function parseContainer(text: string): Json | undefined {
  return /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
}
