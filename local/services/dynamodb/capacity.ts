import type { Kernel } from '../../kernel/kernel.ts';
import type { Item } from './attribute-value.ts';
import { itemBytes } from './item-size.ts';
import { parseEnum } from './parse-members.ts';
import { type Table, type TableIndex, writeUnits } from './table.ts';

/** Capacity units of one request on one table, as it comes back in `ConsumedCapacity`. */
export interface Consumption {
  readonly table: Table;
  readonly tableUnits: number;
  readonly indexUnits: ReadonlyMap<TableIndex, number>;
}

/** One unit for each started 4 KB, half of it for an eventually consistent read; what is not there costs the least. */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent ? 1 : 0.5);
}

export function getItemUnits(item: Item | null, isConsistent: boolean): number {
  return readUnits(item === null ? 0 : itemBytes(item), isConsistent);
}

/** Units of a write: the larger of the item before and after counts, and each index entry that changes. */
export function writeConsumption(table: Table, before: Item | null, after: Item | null): Consumption {
  const tableUnits = Math.max(before === null ? 1 : writeUnits(before), after === null ? 1 : writeUnits(after));
  return { table, tableUnits, indexUnits: table.indexWriteUnits(before, after) };
}

/** A write whose condition does not hold costs what the item that it looked at would. */
export function refusedWriteConsumption(table: Table, before: Item | null): Consumption {
  return { table, tableUnits: before === null ? 1 : writeUnits(before), indexUnits: new Map() };
}

function totalUnits({ tableUnits, indexUnits }: Consumption): number {
  let total = tableUnits;
  for (const units of indexUnits.values()) total += units;
  return total;
}

export function meterReads(kernel: Kernel, consumption: Consumption): void {
  kernel.meter.add('dynamoReadUnits', totalUnits(consumption));
}

export function meterWrites(kernel: Kernel, consumption: Consumption): void {
  kernel.meter.add('dynamoWriteUnits', totalUnits(consumption));
}

/** What `ReturnConsumedCapacity` asks for; null for nothing. */
type CapacityRequest = 'TOTAL' | 'INDEXES' | null;

export function parseCapacityRequest(input: unknown): CapacityRequest {
  const request = parseEnum(input, 'returnConsumedCapacity', ['INDEXES', 'TOTAL', 'NONE'] as const, 'NONE');
  return request === 'NONE' ? null : request;
}

/** The member `ConsumedCapacity` of an answer, absent unless the request asks for it. */
export function consumedCapacity(request: CapacityRequest, consumption: Consumption): { ConsumedCapacity?: object } {
  return request === null ? {} : { ConsumedCapacity: describe(request, consumption) };
}

/** The same for operations on several tables, whose answer lists one entry a table. */
export function consumedCapacities(
  request: CapacityRequest,
  parts: readonly Consumption[],
): { ConsumedCapacity?: object[] } {
  if (request === null) return {};
  const byTable = new Map<Table, Consumption>();
  for (const part of parts) {
    const known = byTable.get(part.table);
    byTable.set(part.table, known === undefined ? part : add(known, part));
  }
  return { ConsumedCapacity: [...byTable.values()].map((consumption) => describe(request, consumption)) };
}

function describe(request: 'TOTAL' | 'INDEXES', consumption: Consumption): object {
  const { table, tableUnits, indexUnits } = consumption;
  const total = { TableName: table.definition.name, CapacityUnits: totalUnits(consumption) };
  if (request === 'TOTAL') return total;
  const unitsOf = (scope: 'global' | 'local') => {
    const entries = [...indexUnits].filter(([{ definition }, units]) => definition.scope === scope && units > 0);
    return Object.fromEntries(entries.map(([{ definition }, units]) => [definition.name, { CapacityUnits: units }]));
  };
  const [globals, locals] = [unitsOf('global'), unitsOf('local')];
  return {
    ...total,
    Table: { CapacityUnits: tableUnits },
    ...(Object.keys(globals).length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
    ...(Object.keys(locals).length > 0 ? { LocalSecondaryIndexes: locals } : {}),
  };
}

function add(left: Consumption, right: Consumption): Consumption {
  const indexUnits = new Map(left.indexUnits);
  for (const [index, units] of right.indexUnits) indexUnits.set(index, (indexUnits.get(index) ?? 0) + units);
  return { table: left.table, tableUnits: left.tableUnits + right.tableUnits, indexUnits };
}
