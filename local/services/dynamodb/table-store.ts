import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { namedTableNotFound, tableNotFound, validationError } from './errors.ts';
import { createExpiry } from './expiry.ts';
import { createTable, positionedItems, type Table } from './table.ts';
import { parseTableName, type TableDefinition } from './table-definition.ts';
import { createTableJournal, type RecordedTable } from './table-journal.ts';

/** All tables of the account, by name. A new table is active at once. */
export interface TableStore {
  create(definition: TableDefinition): Table;
  delete(nameOrArn: unknown): Table;
  /** The table that a request names by its name or ARN. Throws ResourceNotFoundException. */
  get(nameOrArn: unknown): Table;
  /** The same for operations on the table itself, whose error says which table is missing. */
  describe(nameOrArn: unknown): Table;
  /** In the order of their names. */
  list(): readonly Table[];
  /** ARN that a table of this name has or would have. */
  arnOf(nameOrArn: unknown): string;
  setTimeToLive(table: Table, attributeName: string | null): void;
  /** Replaces what the table is made of; its key stays. */
  redefine(table: Table, definition: TableDefinition): void;
}

export function createTableStore(kernel: Kernel): TableStore {
  const tables = new Map<string, Table>();
  const journal = createTableJournal(kernel.journal);
  const arnPrefix = `arn:aws:dynamodb:${kernel.region}:${kernel.accountId}:table/`;

  const nameOf = (nameOrArn: unknown): string =>
    parseTableName(
      typeof nameOrArn === 'string' && nameOrArn.startsWith(arnPrefix) ? nameOrArn.slice(arnPrefix.length) : nameOrArn,
    );
  const find = (nameOrArn: unknown, missing: (name: string) => Error): Table => {
    const name = nameOf(nameOrArn);
    const table = tables.get(name);
    if (table === undefined) throw missing(name);
    return table;
  };
  const setTimeToLive = (table: Table, attributeName: string | null): void => {
    if (attributeName === null) table.expiry.disable();
    else table.expiry.enable(attributeName, positionedItems(table));
    journal.record(table);
  };
  const add = (recorded: Omit<RecordedTable, 'timeToLiveAttribute'>): Table => {
    const { definition, id } = recorded;
    const table = createTable({
      definition,
      id,
      arn: arnPrefix + definition.name,
      createdAtMs: recorded.createdAtMs,
      recovered: journal.items(id),
      newExpiry: (deleteItem) => createExpiry(kernel.clock, deleteItem),
      record: (position, item) => journal.recordItem(id, position, item),
    });
    tables.set(definition.name, table);
    return table;
  };
  for (const { timeToLiveAttribute, ...recorded } of journal.tables()) {
    const table = add(recorded);
    if (timeToLiveAttribute !== null) table.expiry.enable(timeToLiveAttribute, positionedItems(table));
  }

  return {
    create(definition) {
      if (tables.has(definition.name)) {
        throw new AwsError('ResourceInUseException', `Table already exists: ${definition.name}`);
      }
      const table = add({ definition, id: kernel.identifiers.uuid(), createdAtMs: kernel.clock.nowMs() });
      journal.record(table);
      return table;
    },
    delete(nameOrArn) {
      const table = find(nameOrArn, namedTableNotFound);
      if (table.definition.isDeletionProtected) {
        throw validationError(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      tables.delete(table.definition.name);
      table.expiry.disable();
      journal.forget(table);
      return table;
    },
    get: (nameOrArn) => find(nameOrArn, tableNotFound),
    describe: (nameOrArn) => find(nameOrArn, namedTableNotFound),
    list: () => [...tables.values()].toSorted((left, right) => (left.definition.name < right.definition.name ? -1 : 1)),
    arnOf: (nameOrArn) => arnPrefix + nameOf(nameOrArn),
    setTimeToLive,
    redefine(table, definition) {
      const hasNewIndexes = JSON.stringify(definition.indexes) !== JSON.stringify(table.definition.indexes);
      table.definition = definition;
      if (hasNewIndexes) table.setIndexes(definition.indexes);
      journal.record(table);
    },
  };
}
