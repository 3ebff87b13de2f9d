import { deserialize, serialize } from 'node:v8';
import type { Journal, TextSource } from './journal.ts';
import { type JournalWriter, openJournalDatabase, type Recorded } from './journal-database.ts';

/** What is to be written; null: that there is no entry any more. */
type PendingEntry = TextSource | { readonly read: () => unknown } | null;
type PendingEntries = Map<string, Map<string, PendingEntry>>;
type PendingList = { isCleared: boolean; added: unknown[] };

const attachedStore = 'attached';
const numberName = 'last-number';

/**
 * A journal in a directory: J1 to J4.
 *
 * @throws Error where another process has the directory
 */
export function createDurableJournal(directory: string): Journal {
  const database = openJournalDatabase(directory);
  let entries: PendingEntries = new Map();
  let lists = new Map<string, Map<string, PendingList>>();
  const attachments = new Map<string, () => string | number>();
  const written = new Map<string, string | number>();
  /** Of everybody who waits for this turn. */
  let flushing: PromiseWithResolvers<void> | undefined;
  let turn = 1;
  let isScheduled = false;
  let isMarked = false;
  let failure: { readonly error: unknown } | undefined;
  let resumable: Array<() => void> | undefined = [];
  let isClosed = false;

  for (const { key, value } of database.entries(attachedStore)) written.set(key, decode(value) as string | number);
  let lastNumber = Number(written.get(numberName) ?? 0);
  attachments.set(numberName, () => lastNumber);

  /** After everything that this turn of the event loop still does: J1. */
  const schedule = (): void => {
    if (isScheduled || isClosed) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      if (!isClosed) write();
    });
  };

  const write = (): void => {
    const waiting = flushing;
    flushing = undefined;
    try {
      if (failure !== undefined) throw failure.error;
      if (hasChanges()) database.write(writeTurn);
    } catch (error) {
      failure ??= { error };
      waiting?.reject(error);
      return;
    }
    waiting?.resolve();
  };

  const hasChanges = (): boolean =>
    isMarked || [...entries.values(), ...lists.values()].some((pending) => pending.size > 0);

  const writeTurn = (writer: JournalWriter): void => {
    for (const [store, pending] of entries) {
      // Not by `for … of`, which makes two objects an entry.
      pending.forEach((entry, key) => {
        if (entry === null) writer.remove(store, key);
        else writer.put(store, key, encode(entry));
      });
    }
    for (const [store, pending] of lists) {
      for (const [key, { isCleared, added }] of pending) {
        if (isCleared) writer.clear(store, key);
        if (added.length > 0) writer.add(store, key, serialize(added));
      }
    }
    turn += 1;
    entries = new Map();
    lists = new Map();
    isMarked = false;
    for (const [name, read] of attachments) {
      const value = read();
      if (written.get(name) === value) continue;
      written.set(name, value);
      writer.put(attachedStore, name, serialize(value));
    }
  };

  const pendingOf = <Pending>(stores: Map<string, Map<string, Pending>>, store: string): Map<string, Pending> => {
    schedule();
    let pending = stores.get(store);
    if (pending === undefined) {
      pending = new Map();
      stores.set(store, pending);
    }
    return pending;
  };
  const setEntry = (store: string, key: string, entry: PendingEntry): void => {
    pendingOf(entries, store).set(key, entry);
  };
  const listOf = (store: string, key: string): PendingList => {
    const pending = pendingOf(lists, store);
    let list = pending.get(key);
    if (list === undefined) {
      list = { isCleared: false, added: [] };
      pending.set(key, list);
    }
    return list;
  };

  return {
    put: (store, key, read) => setEntry(store, key, { read }),
    putText: setEntry,
    takeBack: (store, key) => {
      entries.get(store)?.delete(key);
    },
    turn: () => turn,
    remove: (store, key) => setEntry(store, key, null),
    append: (store, key, value) => {
      listOf(store, key).added.push(value);
    },
    clear: (store, key) => {
      const list = listOf(store, key);
      list.isCleared = true;
      list.added = [];
    },
    get: <Value>(store: string, key: string) => {
      const pending = entries.get(store)?.get(key);
      if (pending === null) return undefined;
      if (pending !== undefined) return currentValue(pending) as Value | undefined;
      const value = database.entry(store, key);
      return value === undefined ? undefined : (decode(value) as Value);
    },
    keys: (store) => database.keys(store),
    *load<Value>(store: string) {
      for (const { key, value } of database.entries(store)) yield [key, decode(value) as Value] as const;
    },
    loadList: <Value>(store: string, key: string) =>
      database.list(store, key).flatMap((value) => decode(value) as Value[]),
    attach: (name, read) => {
      attachments.set(name, read);
    },
    attached: (name) => written.get(name),
    mark: () => {
      isMarked = true;
      schedule();
    },
    nextNumber: () => {
      lastNumber += 1;
      return lastNumber;
    },
    flushed: () => {
      if (failure !== undefined) return Promise.reject(failure.error);
      if (entries.size === 0 && lists.size === 0 && !isMarked) return Promise.resolve();
      flushing ??= Promise.withResolvers();
      schedule();
      return flushing.promise;
    },
    isDurable: true,
    onResume: (begin) => {
      if (resumable === undefined) begin();
      else resumable.push(begin);
    },
    resume: () => {
      const begins = resumable ?? [];
      resumable = undefined;
      for (const begin of begins) begin();
    },
    close: () => {
      if (isClosed) return;
      write();
      isClosed = true;
      database.close();
    },
  };
}

function currentValue(entry: NonNullable<PendingEntry>): unknown {
  return 'text' in entry ? entry.text() : entry.read();
}

function encode(entry: NonNullable<PendingEntry>): Recorded {
  return 'text' in entry ? entry.text() : serialize(entry.read());
}

function decode(value: Recorded): unknown {
  return typeof value === 'string' ? value : deserialize(value);
}
