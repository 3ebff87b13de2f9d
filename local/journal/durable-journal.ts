import { deserialize, serialize } from 'node:v8';
import type { Journal } from './journal.ts';
import { type Change, openJournalDatabase, type Recorded } from './journal-database.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type PendingEntry = { readonly read: (() => unknown) | null; readonly isText: boolean };
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
  let waiters: Waiter[] = [];
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
    const waiting = waiters;
    waiters = [];
    try {
      if (failure !== undefined) throw failure.error;
      const changes = takeChanges();
      if (changes.length > 0) database.write(changes);
    } catch (error) {
      failure ??= { error };
      for (const { reject } of waiting) reject(error);
      return;
    }
    for (const { resolve } of waiting) resolve();
  };

  const takeChanges = (): Change[] => {
    const changes: Change[] = [];
    for (const [store, pending] of entries) {
      for (const [key, entry] of pending) changes.push({ kind: 'entry', store, key, value: encode(entry) });
    }
    for (const [store, pending] of lists) {
      for (const [key, { isCleared, added }] of pending) {
        changes.push({ kind: 'list', store, key, isCleared, added: added.length === 0 ? null : serialize(added) });
      }
    }
    turn += 1;
    entries = new Map();
    lists = new Map();
    if (changes.length === 0 && !isMarked) return changes;
    isMarked = false;
    for (const [name, read] of attachments) {
      const value = read();
      if (written.get(name) === value) continue;
      written.set(name, value);
      changes.push({ kind: 'entry', store: attachedStore, key: name, value: serialize(value) });
    }
    return changes;
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
    put: (store, key, read) => setEntry(store, key, { read, isText: false }),
    putText: (store, key, read) => setEntry(store, key, { read, isText: true }),
    takeBack: (store, key) => {
      entries.get(store)?.delete(key);
    },
    turn: () => turn,
    remove: (store, key) => setEntry(store, key, { read: null, isText: false }),
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
      if (pending !== undefined) return (pending.read?.() ?? undefined) as Value | undefined;
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
      return new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
        schedule();
      });
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

function encode({ read, isText }: PendingEntry): Recorded | null {
  if (read === null) return null;
  return isText ? (read() as string) : serialize(read());
}

function decode(value: Recorded): unknown {
  return typeof value === 'string' ? value : deserialize(value);
}
