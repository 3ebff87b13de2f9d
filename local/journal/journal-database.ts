import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** One change as it is written. `value` null removes. */
export type Change =
  | { readonly kind: 'entry'; readonly store: string; readonly key: string; readonly value: Uint8Array | null }
  | {
      readonly kind: 'list';
      readonly store: string;
      readonly key: string;
      readonly isCleared: boolean;
      readonly added: readonly Uint8Array[];
    };

/** The file behind a journal. One process at a time has it; the operating system frees it when that process dies. */
export interface JournalDatabase {
  /** Writes all changes or none, and returns when they are on disk. */
  write(changes: readonly Change[]): void;
  entry(store: string, key: string): Uint8Array | undefined;
  entries(store: string): Iterable<{ readonly key: string; readonly value: Uint8Array }>;
  list(store: string, key: string): Uint8Array[];
  close(): void;
}

/** Layout of the tables below. A directory with another one is refused: there is nobody yet whose data had to be carried over. */
const layout = 1;

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

  const putEntry = database.prepare('INSERT OR REPLACE INTO entries (store, key, value) VALUES (?, ?, ?)');
  const removeEntry = database.prepare('DELETE FROM entries WHERE store = ? AND key = ?');
  const addToList = database.prepare('INSERT INTO lists (store, key, value) VALUES (?, ?, ?)');
  const clearList = database.prepare('DELETE FROM lists WHERE store = ? AND key = ?');
  const selectEntry = database.prepare('SELECT value FROM entries WHERE store = ? AND key = ?');
  const selectEntries = database.prepare('SELECT key, value FROM entries WHERE store = ? ORDER BY key');
  const selectList = database.prepare('SELECT value FROM lists WHERE store = ? AND key = ? ORDER BY id');

  const apply = (change: Change): void => {
    const { store, key } = change;
    if (change.kind === 'entry') {
      if (change.value === null) removeEntry.run(store, key);
      else putEntry.run(store, key, change.value);
      return;
    }
    if (change.isCleared) clearList.run(store, key);
    for (const value of change.added) addToList.run(store, key, value);
  };

  return {
    write(changes) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) apply(change);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    entry: (store, key) => (selectEntry.get(store, key) as { value: Uint8Array } | undefined)?.value,
    entries: (store) => selectEntries.all(store) as { key: string; value: Uint8Array }[],
    list: (store, key) => (selectList.all(store, key) as { value: Uint8Array }[]).map(({ value }) => value),
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync, directory: string): void {
  // The lock is the file's own, held from the first transaction to the end of the process: it cannot be left behind.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  // FULL: a transaction is on disk, not only with the operating system, before it counts as written.
  database.exec('PRAGMA synchronous = FULL');
  database.exec('BEGIN EXCLUSIVE');
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found !== 0 && found !== layout) {
    throw new Error(`the data directory ${directory} was written by another version of the runtime: take a new one`);
  }
  database.exec(
    'CREATE TABLE IF NOT EXISTS entries (store TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (store, key)) WITHOUT ROWID',
  );
  database.exec('CREATE TABLE IF NOT EXISTS lists (id INTEGER PRIMARY KEY, store TEXT, key TEXT, value BLOB NOT NULL)');
  database.exec('CREATE INDEX IF NOT EXISTS lists_by_key ON lists (store, key, id)');
  database.exec(`PRAGMA user_version = ${layout}`);
  database.exec('COMMIT');
}
