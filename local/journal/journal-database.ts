import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A value as it is written: text, or whatever else as bytes. */
export type Recorded = Uint8Array | string;

/** One change as it is written. `value` null removes; `added` is all that one turn adds to the list. */
export type Change =
  | { readonly kind: 'entry'; readonly store: string; readonly key: string; readonly value: Recorded | null }
  | {
      readonly kind: 'list';
      readonly store: string;
      readonly key: string;
      readonly isCleared: boolean;
      readonly added: Recorded | null;
    };

/** The file behind a journal. One process at a time has it; the operating system frees it when that process dies. */
export interface JournalDatabase {
  /** Writes all changes or none, and returns when they are on disk. */
  write(changes: readonly Change[]): void;
  entry(store: string, key: string): Recorded | undefined;
  /** Read from the index alone. */
  keys(store: string): string[];
  entries(store: string): Iterable<{ readonly key: string; readonly value: Recorded }>;
  /** What each turn added, oldest first. */
  list(store: string, key: string): Recorded[];
  close(): void;
}

/** Layout of the tables below. A directory with another one is refused: there is nobody yet whose data had to be carried over. */
const layout = 2;

/**
 * Rows are added at the end, whatever their keys: where keys come at random, a table in their order would have a page of
 * its own written for each. So it is the index alone, which has no values in it.
 */
const tables = `
  CREATE TABLE IF NOT EXISTS stores (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY, store INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, UNIQUE (store, key)
  );
  CREATE TABLE IF NOT EXISTS lists (id INTEGER PRIMARY KEY, store INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS lists_by_key ON lists (store, key);
`;

/** @throws Error in plain words where another process has the directory, or its layout is another one */
export function openJournalDatabase(directory: string): JournalDatabase {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'journal.sqlite'), { timeout: 0 });
  try {
    prepare(database, directory);
  } catch (error) {
    database.close();
    if (!/database is locked/.test(String(error))) throw error;
    throw new Error(`the data directory ${directory} is in use: another process runs on it`, { cause: error });
  }

  const addStore = database.prepare('INSERT INTO stores (name) VALUES (?) RETURNING id');
  const putEntry = database.prepare('INSERT OR REPLACE INTO entries (store, key, value) VALUES (?, ?, ?)');
  const removeEntry = database.prepare('DELETE FROM entries WHERE store = ? AND key = ?');
  const addToList = database.prepare('INSERT INTO lists (store, key, value) VALUES (?, ?, ?)');
  const clearList = database.prepare('DELETE FROM lists WHERE store = ? AND key = ?');
  const selectEntry = database.prepare('SELECT value FROM entries WHERE store = ? AND key = ?');
  const selectKeys = database.prepare('SELECT key FROM entries WHERE store = ? ORDER BY key');
  const selectEntries = database.prepare('SELECT key, value FROM entries WHERE store = ? ORDER BY key');
  const selectList = database.prepare('SELECT value FROM lists WHERE store = ? AND key = ? ORDER BY id');
  const selectStores = database.prepare('SELECT id, name FROM stores');

  const readStores = (): Map<string, number> =>
    new Map((selectStores.all() as { id: number; name: string }[]).map(({ id, name }) => [name, id]));
  let storeIds = readStores();
  const idOf = (store: string): number => {
    const known = storeIds.get(store);
    if (known !== undefined) return known;
    const { id } = addStore.get(store) as { id: number };
    storeIds.set(store, id);
    return id;
  };

  /** null, which is no store's, for one that nothing was ever written to. */
  const knownId = (store: string): number | null => storeIds.get(store) ?? null;

  const apply = (change: Change): void => {
    const { key } = change;
    const store = idOf(change.store);
    if (change.kind === 'entry') {
      if (change.value === null) removeEntry.run(store, key);
      else putEntry.run(store, key, change.value);
      return;
    }
    if (change.isCleared) clearList.run(store, key);
    if (change.added !== null) addToList.run(store, key, change.added);
  };

  return {
    write(changes) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) apply(change);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        storeIds = readStores();
        throw error;
      }
    },
    entry: (store, key) => (selectEntry.get(knownId(store), key) as { value: Recorded } | undefined)?.value,
    keys: (store) => (selectKeys.all(knownId(store)) as { key: string }[]).map(({ key }) => key),
    entries: (store) => selectEntries.all(knownId(store)) as { key: string; value: Recorded }[],
    list: (store, key) => (selectList.all(knownId(store), key) as { value: Recorded }[]).map(({ value }) => value),
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync, directory: string): void {
  // The lock is the file's own, held from the first transaction to the end of the process: it cannot be left behind.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  // FULL: a transaction is on disk, not only with the operating system, before it counts as written.
  database.exec('PRAGMA synchronous = FULL');
  // Pages that were written often are carried over into the file once, not with every few turns. Unit: pages of 4 KB.
  database.exec('PRAGMA wal_autocheckpoint = 4000');
  database.exec('BEGIN EXCLUSIVE');
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found !== 0 && found !== layout) {
    throw new Error(`the data directory ${directory} was written by another version of the runtime: take a new one`);
  }
  database.exec(tables);
  database.exec(`PRAGMA user_version = ${layout}`);
  database.exec('COMMIT');
}
