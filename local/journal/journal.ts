/** What is read as text when its turn is written. An object with its own state: ten thousand need no closure each. */
export interface TextSource {
  text(): string;
}

/**
 * What survives the process: for every store of the runtime its present entries by key, and lists that only grow.
 *
 * J1  All that changes in one turn of the event loop is written in one transaction: after a crash either all of it is
 *     there or nothing.
 * J2  What was changed before `flushed` was called is on disk when it resolves.
 * J3  A value is read when its turn is written, so it is that of the last change. Only that of the newest `put` is read.
 * J4  Values may be whatever a structured clone takes: plain data, maps, sets, dates, bytes. Or they are text.
 */
export interface Journal {
  /** Keeps the entry of a key, in place of the one before. */
  put(store: string, key: string, read: () => unknown): void;
  /** The same for well-formed text, which is written as it is: cheaper than a structured clone. */
  putText(store: string, key: string, source: TextSource): void;
  remove(store: string, key: string): void;
  /** Makes undone that an entry was put in this turn which was not there before. */
  takeBack(store: string, key: string): void;
  /** The same as long as nothing of what was put is written. */
  turn(): number;
  /** Adds to the list of a key. */
  append(store: string, key: string, value: unknown): void;
  /** Empties the list of a key. */
  clear(store: string, key: string): void;
  /** The entry of a key, as it was recovered or is now. */
  get<Value>(store: string, key: string): Value | undefined;
  /** Keys of the entries that are on disk, in their order. */
  keys(store: string): Iterable<string>;
  /** Entries as they were recovered, in the order of their keys. */
  load<Value>(store: string): Iterable<readonly [key: string, value: Value]>;
  /** The recovered list of a key, oldest first. */
  loadList<Value>(store: string, key: string): Value[];
  /** Something small that is read and written, where it differs from before, with every turn that changed anything else. */
  attach(name: string, read: () => string | number): void;
  /** What `attach` had under this name when the last turn was written. */
  attached(name: string): string | number | undefined;
  /** Writes with this turn what is attached, although nothing else may have changed. */
  mark(): void;
  /** A number that was never given out before, greater than all that were. */
  nextNumber(): number;
  /**
   * Resolves when every change so far is on disk. Rejects once writing has failed: what is in memory is then more than
   * what lasts. After `close` it never settles: there is nobody left to answer to.
   */
  flushed(): Promise<void>;
  /** Whether anything is written at all; without a data directory there is nothing to wait for. */
  readonly isDurable: boolean;
  /**
   * Keeps `begin` until recovery is over: services set their timers and take up their work only when all the others are
   * there again and the assembly is deployed.
   */
  onResume(begin: () => void): void;
  /** Runs what `onResume` kept, in its order. */
  resume(): void;
  /** Writes what is left, and lets another process have the directory. */
  close(): void;
}

/** For a runtime without a data directory: keeps nothing, costs nothing. */
export function createVolatileJournal(): Journal {
  const written = Promise.resolve();
  let lastNumber = 0;
  return {
    put: () => {},
    putText: () => {},
    takeBack: () => {},
    turn: () => 0,
    remove: () => {},
    append: () => {},
    clear: () => {},
    get: () => undefined,
    keys: () => [],
    load: () => [],
    loadList: () => [],
    attach: () => {},
    attached: () => undefined,
    mark: () => {},
    nextNumber: () => {
      lastNumber += 1;
      return lastNumber;
    },
    flushed: () => written,
    isDurable: false,
    onResume: (begin) => begin(),
    resume: () => {},
    close: () => {},
  };
}
