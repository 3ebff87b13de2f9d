import type { Kernel } from '../../../kernel/kernel.ts';
import { copyItem, type Item } from '../attribute-value.ts';
import { type Consumption, consumedCapacity, getItemUnits, meterReads, parseCapacityRequest } from '../capacity.ts';
import { projectItem } from '../expressions/projection.ts';
import { parseRequestExpressions } from '../expressions/request-expressions.ts';
import type { DocumentPath } from '../expressions/syntax.ts';
import { assertKey, tablePosition } from '../item-key.ts';
import { parseItem } from '../parse-attribute-value.ts';
import { type Input, parseRecord } from '../parse-members.ts';
import type { Table } from '../table.ts';
import type { TableStore } from '../table-store.ts';
import { assertKeyPathsAreScalar } from './key-paths.ts';

/** One item read by its key. */
interface ItemRead {
  readonly item: Item | null;
  readonly consumption: Consumption;
}

export function createGetItem(kernel: Kernel, store: TableStore) {
  return (input: Input) => {
    const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
    const key = parseItem(parseRecord(input.Key, 'key'));
    const { projection } = parseRequestExpressions(input, ['ProjectionExpression']);
    const table = store.get(input.TableName);
    const { item, consumption } = readItem(table, key, input.ConsistentRead === true);
    assertKeyPathsAreScalar(table.definition, projection ?? []);
    meterReads(kernel, consumption);
    return {
      ...(item === null ? {} : { Item: answerItem(item, projection) }),
      ...consumedCapacity(capacity, consumption),
    };
  };
}

export function readItem(table: Table, key: Item, isConsistent: boolean): ItemRead {
  assertKey(table.definition.key, key);
  const item = table.get(tablePosition(table.definition.key, key));
  return { item, consumption: { table, tableUnits: getItemUnits(item, isConsistent), indexUnits: new Map() } };
}

/** The item, or the parts of it that a projection names, as an answer has it. */
export function answerItem(item: Item, projection: readonly DocumentPath[] | undefined): Item {
  return copyItem(projection === undefined ? item : projectItem(item, projection));
}
