import type { Kernel } from '../../../kernel/kernel.ts';
import type { Item } from '../attribute-value.ts';
import { type Consumption, consumedCapacities, meterReads, meterWrites, parseCapacityRequest } from '../capacity.ts';
import { validationError } from '../errors.ts';
import { parseRequestExpressions } from '../expressions/request-expressions.ts';
import { itemBytes } from '../item-size.ts';
import { limits } from '../limits.ts';
import { parseItem } from '../parse-attribute-value.ts';
import { type Input, parseArray, parseRecord } from '../parse-members.ts';
import type { TableStore } from '../table-store.ts';
import { answerItem, readItem } from './get-item.ts';
import { assertKeyPathsAreScalar } from './key-paths.ts';
import { type PlannedWrite, planDelete, planPut } from './planned-write.ts';

/** BatchGetItem and BatchWriteItem. Nothing is throttled here, so only the size of an answer leaves keys unprocessed. */
export function createBatches(kernel: Kernel, store: TableStore) {
  return {
    batchGetItem: (input: Input) => {
      const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
      const requests = parseRequestItems(input);
      const count = requests.reduce((sum, [, request]) => sum + keysOf(request).length, 0);
      if (count > limits.batchGetKeys) throw validationError('Too many items requested for the BatchGetItem call');

      const responses: Record<string, Item[]> = {};
      const unprocessed: Record<string, Input> = {};
      const consumptions: Consumption[] = [];
      let bytes = 0;
      for (const [tableName, request] of requests) {
        const { projection } = parseRequestExpressions(request, ['ProjectionExpression']);
        const keys = keysOf(request).map((key) => parseItem(key));
        const table = store.get(tableName);
        assertKeyPathsAreScalar(table.definition, projection ?? []);
        assertDistinct(keys.map((key) => JSON.stringify(Object.entries(key).toSorted())));
        const found: Item[] = [];
        const left: Item[] = [];
        for (const key of keys) {
          const { item, consumption } = readItem(table, key, request.ConsistentRead === true);
          bytes += item === null ? 0 : itemBytes(item);
          if (bytes > limits.batchGetBytes) {
            left.push(key);
            continue;
          }
          consumptions.push(consumption);
          if (item !== null) found.push(answerItem(item, projection));
        }
        responses[tableName] = found;
        if (left.length > 0) unprocessed[tableName] = { ...request, Keys: left };
      }
      for (const consumption of consumptions) meterReads(kernel, consumption);
      return {
        Responses: responses,
        UnprocessedKeys: unprocessed,
        ...consumedCapacities(capacity, consumptions),
      };
    },

    batchWriteItem: (input: Input) => {
      const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
      const requests = parseRequestItems(input).flatMap(([tableName, list]) =>
        parseArray(list, 'requestItems').map((request) => [tableName, parseRecord(request, 'requestItems')] as const),
      );
      if (requests.length === 0 || requests.length > limits.batchWriteRequests) {
        throw validationError('Too many items requested for the BatchWriteItem call');
      }
      const writes = requests.map(([tableName, request]) => planRequest(store, tableName, request));
      assertDistinct(writes.map(writeKey));
      for (const { table, position, after } of writes) table.write(position, after);
      for (const { consumption } of writes) meterWrites(kernel, consumption);
      return {
        UnprocessedItems: {},
        ...consumedCapacities(
          capacity,
          writes.map(({ consumption }) => consumption),
        ),
      };
    },
  };
}

/** Names of the tables that a batch touches. */
export function batchTableNames(input: Input): readonly string[] {
  return parseRequestItems(input).map(([tableName]) => tableName);
}

export function writeKey({ table, position }: PlannedWrite): string {
  return JSON.stringify([table.arn, position.hashKey, position.orderKey]);
}

function planRequest(store: TableStore, tableName: string, request: Input): PlannedWrite {
  const { PutRequest: put, DeleteRequest: remove } = request;
  if ((put === undefined) === (remove === undefined)) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (put !== undefined) return planPut(store, { TableName: tableName, Item: parseRecord(put, 'putRequest').Item });
  return planDelete(store, { TableName: tableName, Key: parseRecord(remove, 'deleteRequest').Key });
}

function parseRequestItems(input: Input): readonly [string, Input][] {
  const entries = Object.entries(parseRecord(input.RequestItems, 'requestItems'));
  if (entries.length === 0) {
    throw validationError(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    );
  }
  return entries as [string, Input][];
}

function keysOf(request: Input): readonly unknown[] {
  return parseArray(parseRecord(request, 'requestItems').Keys, 'keys');
}

function assertDistinct(keys: readonly string[]): void {
  if (new Set(keys).size === keys.length) return;
  throw validationError('Provided list of item keys contains duplicates');
}
