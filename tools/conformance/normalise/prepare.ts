import { isObject, type Json, type JsonObject, parseJson } from '../json.ts';

/** Stands for an instant until the end, so that no transformer takes it for a text. */
export const instant = '\u0000instant';

/** A copy with the keys of objects in order (`ResponseMetadata` last) and every `Date` as `instant`. */
export function sortKeys(value: Json): Json {
  if (value instanceof Date) return instant;
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  const last = 'ResponseMetadata';
  const ordered = keys.includes(last) ? [...keys.filter((key) => key !== last), last] : keys;
  return Object.fromEntries(ordered.map((key) => [key, sortKeys(value[key])]));
}

/**
 * Members that hold the JSON text of an object become that object. What came out of a text is not searched again, and
 * texts that are elements of a list stay texts.
 */
export function parseObjectTexts(holder: JsonObject): void {
  for (const [key, value] of Object.entries(holder)) {
    if (Array.isArray(value)) {
      for (const element of value) if (isObject(element)) parseObjectTexts(element);
    } else if (isObject(value)) {
      parseObjectTexts(value);
    } else if (typeof value === 'string' && value.startsWith('{')) {
      holder[key] = parseJson(value) ?? value;
    }
  }
}

/**
 * Visits the members of objects, depth first, also of objects that are elements of a list. Where `visit` answers true,
 * it does not go below that member.
 */
export function visitMembers(
  holder: JsonObject,
  visit: (holder: JsonObject, key: string, value: Json) => boolean,
): void {
  for (const key of Object.keys(holder)) {
    const value = holder[key];
    if (visit(holder, key, value)) continue;
    if (isObject(value)) visitMembers(value, visit);
    if (!Array.isArray(value)) continue;
    for (const element of value) if (isObject(element)) visitMembers(element, visit);
  }
}
