import { validationError } from '../errors.ts';
import { type Input, parseCount, parseRecord } from '../parse-members.ts';
import type { Table, TableIndex } from '../table.ts';
import { type KeySchema, keyAttributes, parseTableDefinition } from '../table-definition.ts';
import type { TableStore } from '../table-store.ts';

/** Operations on tables. What concerns throughput is accepted and reported as on demand: nothing is throttled here. */
export function createTableOperations(store: TableStore) {
  return {
    createTable: (input: Input) => {
      if (
        input.StreamSpecification !== undefined &&
        parseRecord(input.StreamSpecification, 'streamSpecification').StreamEnabled
      ) {
        throw validationError('The local runtime has no DynamoDB streams');
      }
      return { TableDescription: describeTable(store.create(parseTableDefinition(input))) };
    },
    deleteTable: (input: Input) => ({
      TableDescription: { ...describeTable(store.delete(input.TableName)), TableStatus: 'DELETING' },
    }),
    describeTable: (input: Input) => ({ Table: describeTable(store.describe(input.TableName)) }),
    listTables: (input: Input) => {
      const limit = parseCount(input.Limit, 'limit', 1) ?? 100;
      const after = input.ExclusiveStartTableName;
      const names = store
        .list()
        .map(({ definition }) => definition.name)
        .filter((name) => typeof after !== 'string' || name > after);
      const page = names.slice(0, limit);
      return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
    },
    updateTimeToLive: (input: Input) => {
      const table = store.describe(input.TableName);
      const specification = parseRecord(input.TimeToLiveSpecification, 'timeToLiveSpecification');
      const { Enabled: isEnabled, AttributeName: attributeName } = specification;
      if (typeof attributeName !== 'string' || attributeName === '') {
        throw validationError('TimeToLiveSpecification.AttributeName must be a non empty string');
      }
      const known = table.expiry.attributeName;
      if (isEnabled === true && known !== null) throw validationError('TimeToLive is already enabled');
      if (isEnabled !== true && known === null) throw validationError('TimeToLive is already disabled');
      if (isEnabled !== true && known !== attributeName) {
        throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${known}`);
      }
      store.setTimeToLive(table, isEnabled === true ? attributeName : null);
      return { TimeToLiveSpecification: { Enabled: isEnabled === true, AttributeName: attributeName } };
    },
    describeTimeToLive: (input: Input) => {
      const { attributeName } = store.describe(input.TableName).expiry;
      return {
        TimeToLiveDescription:
          attributeName === null
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: attributeName },
      };
    },
  };
}

function describeTable(table: Table) {
  const { definition, arn, id, createdAtMs, items } = table;
  const indexes = [...table.indexes()];
  const types = new Map(
    [definition.key, ...indexes.map((index) => index.definition.key)]
      .flatMap(keyAttributes)
      .map(({ name, type }) => [name, type]),
  );
  const locals = indexes.filter((index) => index.definition.scope === 'local').map(describeIndex);
  const globals = indexes
    .filter((index) => index.definition.scope === 'global')
    .map((index) => ({ ...describeIndex(index), IndexStatus: 'ACTIVE', ProvisionedThroughput: onDemand }));
  return {
    TableName: definition.name,
    TableArn: arn,
    TableId: id,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(createdAtMs),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: describeKey(definition.key),
    ItemCount: items.size,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: onDemand,
    DeletionProtectionEnabled: definition.isDeletionProtected,
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
  };
}

const onDemand = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

function describeIndex({ definition, arn, entries }: TableIndex) {
  return {
    IndexName: definition.name,
    IndexArn: arn,
    KeySchema: describeKey(definition.key),
    Projection: {
      ProjectionType: definition.projection,
      ...(definition.projection === 'INCLUDE' ? { NonKeyAttributes: definition.nonKeyAttributes } : {}),
    },
    ItemCount: entries.size,
  };
}

function describeKey(key: KeySchema) {
  return keyAttributes(key).map(({ name }, at) => ({ AttributeName: name, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
}
