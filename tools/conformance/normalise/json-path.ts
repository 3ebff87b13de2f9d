import { isObject, type Json, type JsonObject } from '../json.ts';

/** Where a value stands: the object or list that holds it, and under which key or index. */
export interface Place {
  readonly holder: JsonObject | Json[];
  readonly key: string | number;
}

export function valueAt({ holder, key }: Place): Json {
  return (holder as JsonObject)[key];
}

export function replaceAt({ holder, key }: Place, value: Json): void {
  (holder as JsonObject)[key] = value;
}

/** `.name`, `..name` (at any depth), `[0]`, `[*]`: what the transformers of the recordings use of JSONPath. */
export function findPlaces(root: Json, path: string): Place[] {
  let places: Place[] = [{ holder: { root }, key: 'root' }];
  for (const [, dots, name, index] of path.slice(1).matchAll(/(\.\.?)([\w-]+)|\[(\d+|\*)\]/g)) {
    places = places.flatMap((place) => {
      const value = valueAt(place);
      if (index !== undefined) return elementsAt(value, index);
      return dots === '..' ? membersBelow(value, name!) : memberAt(value, name!);
    });
  }
  return places;
}

function elementsAt(value: Json, index: string): Place[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((_, at) => (index === '*' || Number(index) === at ? [{ holder: value, key: at }] : []));
}

function memberAt(value: Json, name: string): Place[] {
  return isObject(value) && Object.hasOwn(value, name) ? [{ holder: value, key: name }] : [];
}

function membersBelow(value: Json, name: string): Place[] {
  if (Array.isArray(value)) return value.flatMap((element) => membersBelow(element, name));
  if (!isObject(value)) return [];
  return [...memberAt(value, name), ...Object.values(value).flatMap((member) => membersBelow(member, name))];
}
