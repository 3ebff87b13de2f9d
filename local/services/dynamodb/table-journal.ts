import type { Journal } from '../../journal/journal.ts';
import type { Item } from './attribute-value.ts';
import type { Position } from './item-index.ts';
import { tablePosition } from './item-key.ts';
import type { Table } from './table.ts';
import type { TableDefinition } from './table-definition.ts';

/** A table without its items. */
export interface RecordedTable {
  readonly definition: TableDefinition;
  readonly id: string;
  readonly createdAtMs: number;
  readonly timeToLiveAttribute: string | null;
}

/** Tables by name, and their items by table id and key: a table that takes a deleted one's name has nothing of it. */
export interface TableJournal {
  tables(): Iterable<RecordedTable>;
  items(tableId: string): Iterable<Item>;
  record(table: Table): void;
  recordItem(tableId: string, position: Position, item: Item | null): void;
  forget(table: Table): void;
}

const tables = 'dynamodb/tables';

export function createTableJournal(journal: Journal): TableJournal {
  const itemsOf = (tableId: string): string => `dynamodb/items/${tableId}`;
  const keyOf = ({ hashKey, orderKey }: Position): string => JSON.stringify([hashKey, ...orderKey]);
  return {
    *tables() {
      for (const [, table] of journal.load<RecordedTable>(tables)) yield table;
    },
    *items(tableId) {
      for (const [, item] of journal.load<Item>(itemsOf(tableId))) yield item;
    },
    record: (table) =>
      journal.put(tables, table.definition.name, (): RecordedTable => {
        const { definition, id, createdAtMs, expiry } = table;
        return { definition, id, createdAtMs, timeToLiveAttribute: expiry.attributeName };
      }),
    recordItem(tableId, position, item) {
      if (!journal.isDurable) return;
      if (item === null) journal.remove(itemsOf(tableId), keyOf(position));
      else journal.put(itemsOf(tableId), keyOf(position), () => item);
    },
    forget({ definition, id, items }) {
      journal.remove(tables, definition.name);
      if (!journal.isDurable) return;
      for (const item of items.items()) journal.remove(itemsOf(id), keyOf(tablePosition(definition.key, item)));
    },
  };
}
