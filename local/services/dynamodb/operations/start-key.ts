import { AwsError } from '../../../kernel/aws-error.ts';
import { attributeOf, type Item, typeOf } from '../attribute-value.ts';
import { validationError } from '../errors.ts';
import type { Position } from '../item-index.ts';
import { assertKey, indexPosition, tablePosition } from '../item-key.ts';
import { parseItem } from '../parse-attribute-value.ts';
import { keyAttributes } from '../table-definition.ts';
import type { PageRequest } from './page.ts';

const invalid = 'The provided starting key is invalid';

/** The position after which a page begins: an earlier page's `LastEvaluatedKey`, whose item may be gone by now. */
export function parseStartKey(input: unknown, { table, index }: PageRequest): Position | undefined {
  if (input === undefined || input === null) return undefined;
  const startKey = parseStartItem(input);
  const { key } = table.definition;
  const attributes = [...keyAttributes(key), ...(index === null ? [] : keyAttributes(index.definition.key))];
  const names = new Set(attributes.map(({ name }) => name));
  if (Object.keys(startKey).length !== names.size) {
    throw validationError(index === null ? `${invalid}: The provided key element does not match the schema` : invalid);
  }
  for (const { name, type } of attributes) {
    const value = attributeOf(startKey, name);
    if (value === undefined || typeOf(value) !== type) {
      throw validationError(`${invalid}: The provided key element does not match the schema`);
    }
  }
  assertTableKey(table.definition.key, startKey);
  return index === null ? tablePosition(key, startKey) : indexPosition(key, index.definition.key, startKey)!;
}

function assertTableKey(schema: Parameters<typeof assertKey>[0], startKey: Item): void {
  const own = Object.fromEntries(keyAttributes(schema).map(({ name }) => [name, startKey[name]!]));
  explain(() => assertKey(schema, own));
}

function parseStartItem(input: unknown): Item {
  return explain(() => parseItem(input));
}

function explain<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AwsError) throw validationError(`${invalid}: ${error.message}`);
    throw error;
  }
}
