import { constraintError, validationError } from './errors.ts';
import { limits } from './limits.ts';
import { isRecord } from './parse-attribute-value.ts';

/** What a table is made of, read from the members that CreateTable and the CloudFormation types share. */
export interface TableDefinition {
  readonly name: string;
  readonly key: KeySchema;
  readonly indexes: readonly IndexDefinition[];
  readonly isDeletionProtected: boolean;
}

export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

type KeyType = 'S' | 'N' | 'B';

export interface IndexDefinition {
  readonly name: string;
  readonly scope: 'global' | 'local';
  readonly key: KeySchema;
  readonly projection: ProjectionType;
  /** Only with `INCLUDE`. */
  readonly nonKeyAttributes: readonly string[];
}

type ProjectionType = 'ALL' | 'KEYS_ONLY' | 'INCLUDE';

const invalid = 'One or more parameter values were invalid: ';

export function keyAttributes({ hash, range }: KeySchema): readonly KeyAttribute[] {
  return range === undefined ? [hash] : [hash, range];
}

/** Names of the attributes that an index entry has, or null for all of them. */
export function projectedAttributes(table: KeySchema, index: IndexDefinition): ReadonlySet<string> | null {
  if (index.projection === 'ALL') return null;
  const keys = [...keyAttributes(table), ...keyAttributes(index.key)].map(({ name }) => name);
  return new Set([...keys, ...index.nonKeyAttributes]);
}

export function parseTableDefinition(input: Readonly<Record<string, unknown>>): TableDefinition {
  const types = parseAttributeDefinitions(input.AttributeDefinitions);
  const key = parseKeySchema(input.KeySchema, 'keySchema', types);
  const locals = parseIndexes(input.LocalSecondaryIndexes, 'local', types);
  const globals = parseIndexes(input.GlobalSecondaryIndexes, 'global', types);
  assertLocalIndexesFit(key, locals);
  const indexes = [...globals, ...locals];
  const duplicate = indexes.find(({ name }, at) => indexes.findIndex((other) => other.name === name) !== at);
  if (duplicate !== undefined) throw validationError(`${invalid}Duplicate index name: ${duplicate.name}`);
  assertEveryDefinitionUsed(types, [key, ...indexes.map((index) => index.key)]);
  return {
    name: parseTableName(input.TableName),
    key,
    indexes,
    isDeletionProtected: input.DeletionProtectionEnabled === true,
  };
}

export function parseTableName(input: unknown): string {
  if (typeof input !== 'string') throw constraintError(input, 'tableName', 'Member must not be null');
  if (!/^[a-zA-Z0-9_.-]+$/.test(input)) {
    throw constraintError(input, 'tableName', 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
  }
  if (input.length < 3 || input.length > 255) {
    throw validationError('TableName must be at least 3 characters long and at most 255 characters long');
  }
  return input;
}

function parseAttributeDefinitions(input: unknown): ReadonlyMap<string, KeyType> {
  const types = new Map<string, KeyType>();
  for (const [at, definition] of parseRecords(input, 'attributeDefinitions').entries()) {
    const { AttributeName: name, AttributeType: type } = definition;
    if (typeof name !== 'string') {
      throw constraintError(name, `attributeDefinitions.${at + 1}.member.attributeName`, 'Member must not be null');
    }
    if (type !== 'S' && type !== 'N' && type !== 'B') {
      const path = `attributeDefinitions.${at + 1}.member.attributeType`;
      throw constraintError(type, path, 'Member must satisfy enum value set: [B, N, S]');
    }
    types.set(name, type);
  }
  return types;
}

function parseKeySchema(input: unknown, path: string, types: ReadonlyMap<string, KeyType>): KeySchema {
  const elements = parseRecords(input, path);
  if (elements.length < 1 || elements.length > 2) {
    throw validationError(`${invalid}a key schema has one or two elements, not ${elements.length}`);
  }
  const names = elements.map(({ AttributeName: name }) => String(name));
  if (names.some((name) => !types.has(name))) {
    throw validationError(
      `${invalid}Some index key attributes are not defined in AttributeDefinitions. ` +
        `Keys: [${names.join(', ')}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
    );
  }
  if (names[0] === names[1]) {
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  if (elements[0]!.KeyType !== 'HASH') {
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (elements.length === 2 && elements[1]!.KeyType !== 'RANGE') {
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  const [hash, range] = names.map((name) => ({ name, type: types.get(name)! }));
  return range === undefined ? { hash: hash! } : { hash: hash!, range };
}

function parseIndexes(
  input: unknown,
  scope: IndexDefinition['scope'],
  types: ReadonlyMap<string, KeyType>,
): readonly IndexDefinition[] {
  if (input === undefined || input === null) return [];
  const member = scope === 'global' ? 'GlobalSecondaryIndexes' : 'LocalSecondaryIndexes';
  const indexes = parseRecords(input, member);
  if (indexes.length === 0) throw validationError(`${invalid}List of ${member} is empty`);
  if (scope === 'global' && indexes.length > limits.globalIndexes) {
    throw validationError(`${invalid}GlobalSecondaryIndex count exceeds the per-table limit of 20`);
  }
  if (scope === 'local' && indexes.length > limits.localIndexes) {
    throw validationError(`${invalid}Number of LocalSecondaryIndexes exceeds per-table limit of 5`);
  }
  return indexes.map((index) => {
    const name = index.IndexName;
    if (typeof name !== 'string' || !/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
      const pattern = 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+';
      throw constraintError(name, 'indexName', pattern);
    }
    const projection = isRecord(index.Projection) ? index.Projection : {};
    const type = projection.ProjectionType ?? null;
    if (type !== 'ALL' && type !== 'KEYS_ONLY' && type !== 'INCLUDE') {
      throw validationError(`${invalid}Unknown ProjectionType: ${type}`);
    }
    const nonKeyAttributes = projection.NonKeyAttributes ?? [];
    if (!Array.isArray(nonKeyAttributes) || (nonKeyAttributes.length > 0 && type !== 'INCLUDE')) {
      throw validationError(`${invalid}ProjectionType is ${type}, but NonKeyAttributes is specified`);
    }
    const key = parseKeySchema(index.KeySchema, 'keySchema', types);
    return { name, scope, key, projection: type, nonKeyAttributes: nonKeyAttributes.map(String) };
  });
}

function assertLocalIndexesFit(table: KeySchema, indexes: readonly IndexDefinition[]): void {
  if (indexes.length > 0 && table.range === undefined) {
    throw validationError(
      `${invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    );
  }
  for (const { name, key } of indexes) {
    if (key.range === undefined) {
      throw validationError(`${invalid}Index KeySchema does not have a range key for index: ${name}`);
    }
    if (key.hash.name !== table.hash.name) {
      throw validationError(
        `${invalid}Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. ` +
          `index hash key: ${key.hash.name}, table hash key: ${table.hash.name}`,
      );
    }
  }
}

function assertEveryDefinitionUsed(types: ReadonlyMap<string, KeyType>, keys: readonly KeySchema[]): void {
  const used = new Set(keys.flatMap(keyAttributes).map(({ name }) => name));
  if (used.size === types.size) return;
  throw validationError(
    `${invalid}Some AttributeDefinitions are not used. AttributeDefinitions: [${[...types.keys()].join(', ')}], ` +
      `keys used: [${[...used].join(', ')}]`,
  );
}

function parseRecords(input: unknown, path: string): readonly Record<string, unknown>[] {
  if (!Array.isArray(input) || !input.every(isRecord)) {
    throw constraintError(input, path, 'Member must not be null');
  }
  return input;
}
