import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** A value as it is written: text, or whatever else as bytes. */
export type Recorded = Uint8Array | string;

/** The changes of one transaction, as they are written. Of one entry there is one. */
export interface JournalWriter {
  put(store: string, key: string, value: Recorded): void;
  remove(store: string, key: string): void;
  /** Adds to a list what one turn adds to it. */
  add(store: string, key: string, value: Recorded): void;
  clear(store: string, key: string): void;
}

/** The file behind a journal. One process at a time has it; the operating system frees it when that process dies. */
export interface JournalDatabase {
  /** Writes all changes that `makeChanges` makes, or none, where it throws; returns when they are on disk. */
  write(makeChanges: (writer: JournalWriter) => void): void;
  entry(store: string, key: string): Recorded | undefined;
  /** Read from the index alone. */
  keys(store: string): string[];
  entries(store: string): Iterable<{ readonly key: string; readonly value: Recorded }>;
  /** What each turn added, oldest first. */
  list(store: string, key: string): Recorded[];
  close(): void;
}

/** A call costs as much as an entry or two. */
const entriesPerCall = 16;
const values = (count: number): string => Array(count).fill('(?, ?, ?)').join(', ');

/** Layout of the tables below. A directory with another one is refused: there is nobody yet whose data had to be carried over. */
const layout = 3;

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
  const putEntries = (count: number) =>
    database.prepare(`INSERT OR REPLACE INTO entries (store, key, value) VALUES ${values(count)}`);
  const putEntry = putEntries(1);
  const putMany = putEntries(entriesPerCall);
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

  /** Entries that go to SQLite with the next call: their columns, three an entry. */
  let batch: SQLInputValue[] = [];
  const putRest = (): void => {
    for (let first = 0; first < batch.length; first += 3)
      putEntry.run(batch[first]!, batch[first + 1]!, batch[first + 2]!);
    batch = [];
  };
  const writer: JournalWriter = {
    put: (store, key, value) => {
      batch.push(idOf(store), key, value);
      if (batch.length < 3 * entriesPerCall) return;
      putMany.run(...batch);
      batch = [];
    },
    remove: (store, key) => {
      removeEntry.run(idOf(store), key);
    },
    add: (store, key, value) => {
      addToList.run(idOf(store), key, value);
    },
    clear: (store, key) => {
      clearList.run(idOf(store), key);
    },
  };

  return {
    write(makeChanges) {
      database.exec('BEGIN IMMEDIATE');
      batch = [];
      try {
        makeChanges(writer);
        putRest();
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
