import { type AttributeValue, attributeOf, type Item, typeOf } from './attribute-value.ts';
import { validationError } from './errors.ts';
import type { Position } from './item-index.ts';
import { limits } from './limits.ts';
import { sortableKey } from './sortable-key.ts';
import { type IndexDefinition, type KeyAttribute, type KeySchema, keyAttributes } from './table-definition.ts';

const invalid = 'One or more parameter values were invalid: ';
const mismatch = 'The provided key element does not match the schema';

/** Place of an item in the table. Its key attributes must be there. */
export function tablePosition(key: KeySchema, item: Item): Position {
  const [hashKey, ...orderKey] = keyAttributes(key).map(({ name }) => sortableKey(item[name]!));
  return { hashKey: hashKey!, orderKey };
}

/** Place of an item in an index; null where it lacks a key attribute of the index, which is then sparse. */
export function indexPosition(table: KeySchema, index: KeySchema, item: Item): Position | null {
  const values = keyAttributes(index).map(({ name }) => attributeOf(item, name));
  if (values.some((value) => value === undefined)) return null;
  const [hashKey, ...rangeKey] = values.map((value) => sortableKey(value!));
  const own = tablePosition(table, item);
  return { hashKey: hashKey!, orderKey: [...rangeKey, own.hashKey, ...own.orderKey] };
}

/** The key attributes of an item, as `LastEvaluatedKey` has them: the table's and, of an index, its own. */
export function keyOf(table: KeySchema, index: KeySchema | null, item: Item): Item {
  const attributes = [...keyAttributes(table), ...(index === null ? [] : keyAttributes(index))];
  return Object.fromEntries(attributes.map(({ name }) => [name, item[name]!]));
}

/** Checks the `Key` of a request: the attributes of the schema, all of them and no others. */
export function assertKey(schema: KeySchema, key: Item): void {
  const attributes = keyAttributes(schema);
  if (Object.keys(key).length !== attributes.length) throw validationError(mismatch);
  for (const attribute of attributes) {
    const value = attributeOf(key, attribute.name);
    if (value === undefined || typeOf(value) !== attribute.type) throw validationError(mismatch);
    assertKeyContent(attribute, value, attribute === schema.hash);
  }
}

/** Checks that an item has the key attributes of its table, and that those of the indexes fit where they are present. */
export function assertItemKeys(table: KeySchema, indexes: readonly IndexDefinition[], item: Item): void {
  for (const attribute of keyAttributes(table)) {
    const { name, type } = attribute;
    const value = attributeOf(item, name);
    if (value === undefined) throw validationError(`${invalid}Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      throw validationError(`${invalid}Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
    assertKeyContent(attribute, value, attribute === table.hash);
  }
  assertIndexKeys(indexes, item);
}

export function assertIndexKeys(indexes: readonly IndexDefinition[], item: Item): void {
  for (const index of indexes) {
    for (const { name, type } of keyAttributes(index.key)) {
      const value = attributeOf(item, name);
      if (value === undefined) continue;
      if (typeOf(value) !== type) throw indexTypeMismatch(index, name, type, typeOf(value));
      if (!isEmpty(value)) continue;
      throw validationError(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} ` +
          `value. IndexName: ${index.name}, IndexKey: ${name}`,
      );
    }
  }
}

export function indexTypeMismatch(index: IndexDefinition, name: string, expected: string, actual: string): Error {
  return validationError(
    `${invalid}Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${actual} IndexName: ${index.name}`,
  );
}

function assertKeyContent({ name, type }: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  if (isEmpty(value)) {
    throw validationError(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
        `${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
    );
  }
  const bytes = 'S' in value ? Buffer.byteLength(value.S) : 'B' in value ? value.B.byteLength : 0;
  if (isHash && bytes > limits.hashKeyBytes) {
    throw validationError(`${invalid}Size of hashkey has exceeded the maximum size limit of2048 bytes`);
  }
  if (!isHash && bytes > limits.rangeKeyBytes) {
    throw validationError(`${invalid}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`);
  }
}

function isEmpty(value: AttributeValue): boolean {
  return ('S' in value && value.S === '') || ('B' in value && value.B.byteLength === 0);
}
