import { areItemsEqual, type Item } from './attribute-value.ts';
import type { Expiry } from './expiry.ts';
import { createItemIndex, type ItemIndex, isSamePosition, type Position } from './item-index.ts';
import { indexPosition, tablePosition } from './item-key.ts';
import { itemBytes } from './item-size.ts';
import { type IndexDefinition, projectedAttributes, type TableDefinition } from './table-definition.ts';

/**
 * One table: its items, their entries in the secondary indexes, and their expiry.
 *
 * B1  All changes go through `write`, which changes items, index entries, expiry and journal together: an index is never behind
 *     its table (AWS's global indexes are, for a moment; that is not simulated).
 */
export interface Table {
  definition: TableDefinition;
  readonly id: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly items: ItemIndex;
  readonly expiry: Expiry;
  index(name: string): TableIndex | undefined;
  indexes(): Iterable<TableIndex>;
  /** Replaces the secondary indexes and fills them. */
  setIndexes(indexes: readonly IndexDefinition[]): void;
  get(position: Position): Item | null;
  /** Stores `item` at its position, or with null removes what is there. */
  write(position: Position, item: Item | null): void;
  /** Write units that a change costs in each index: for the entry written, the one removed, or both. */
  indexWriteUnits(before: Item | null, after: Item | null): ReadonlyMap<TableIndex, number>;
}

export interface TableIndex {
  readonly definition: IndexDefinition;
  readonly arn: string;
  readonly entries: ItemIndex;
}

interface TableOptions {
  readonly definition: TableDefinition;
  readonly id: string;
  readonly arn: string;
  readonly createdAtMs: number;
  /** Items that it has from the start. */
  readonly recovered: Iterable<Item>;
  newExpiry(deleteItem: (position: Position) => void): Expiry;
  /** Told of every change. */
  record(position: Position, item: Item | null): void;
}

export function createTable(options: TableOptions): Table {
  const items = createItemIndex();
  const indexes = new Map<string, TableIndex>();
  const { key } = options.definition;

  const get = (position: Position): Item | null => items.get(position) ?? null;
  const write = (position: Position, item: Item | null): void => {
    options.record(position, item);
    apply(position, item);
  };
  const apply = (position: Position, item: Item | null): void => {
    const before = get(position);
    if (item === null) items.delete(position);
    else items.set({ ...position, item });
    for (const index of indexes.values()) updateIndex(index, before, item);
    expiry.track(position, before, item);
  };
  const expiry = options.newExpiry((position) => write(position, null));

  const entryOf = ({ definition }: TableIndex, item: Item | null): { position: Position; entry: Item } | null => {
    if (item === null) return null;
    const position = indexPosition(key, definition.key, item);
    return position === null ? null : { position, entry: projectEntry(item, projectedAttributes(key, definition)) };
  };
  const updateIndex = (index: TableIndex, before: Item | null, after: Item | null): void => {
    const [old, current] = [entryOf(index, before), entryOf(index, after)];
    if (old !== null) index.entries.delete(old.position);
    if (current !== null) index.entries.set({ ...current.position, item: current.entry });
  };
  const entryWriteUnits = (index: TableIndex, before: Item | null, after: Item | null): number => {
    const [old, current] = [entryOf(index, before), entryOf(index, after)];
    if (old === null && current === null) return 0;
    if (old === null) return writeUnits(current!.entry);
    if (current === null) return writeUnits(old.entry);
    if (!isSamePosition(old.position, current.position)) return writeUnits(old.entry) + writeUnits(current.entry);
    return areItemsEqual(old.entry, current.entry) ? 0 : Math.max(writeUnits(old.entry), writeUnits(current.entry));
  };

  const setIndexes = (definitions: readonly IndexDefinition[]): void => {
    indexes.clear();
    for (const definition of definitions) {
      const arn = `${options.arn}/index/${definition.name}`;
      indexes.set(definition.name, { definition, arn, entries: createItemIndex() });
    }
    for (const item of items.items()) for (const index of indexes.values()) updateIndex(index, null, item);
  };
  setIndexes(options.definition.indexes);
  for (const item of options.recovered) apply(tablePosition(key, item), item);

  return {
    definition: options.definition,
    id: options.id,
    arn: options.arn,
    createdAtMs: options.createdAtMs,
    items,
    expiry,
    index: (name) => indexes.get(name),
    indexes: () => indexes.values(),
    setIndexes,
    get,
    write,
    indexWriteUnits: (before, after) =>
      new Map([...indexes.values()].map((index) => [index, entryWriteUnits(index, before, after)])),
  };
}

/** Positions of all items, for what has to look at each of them. */
export function* positionedItems(table: Table): Generator<readonly [Position, Item]> {
  for (const item of table.items.items()) yield [tablePosition(table.definition.key, item), item];
}

/** One unit for each started kilobyte, at least one. */
export function writeUnits(item: Item): number {
  return Math.max(1, Math.ceil(itemBytes(item) / 1024));
}

function projectEntry(item: Item, names: ReadonlySet<string> | null): Item {
  if (names === null) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
