import { compareKeys } from './sortable-key.ts';

/** Entries in the order of their keys, found by binary search; one entry a key. */
export interface OrderedList<Entry> {
  readonly size: number;
  /** Adds the entry, in place of one with the same key. */
  set(entry: Entry): void;
  delete(key: readonly string[]): void;
  get(key: readonly string[]): Entry | undefined;
  at(index: number): Entry | undefined;
  /** Index of the first entry whose key `isBeyond`; that must hold for every key after it, too. */
  firstWhere(isBeyond: (key: readonly string[]) => boolean): number;
}

export function createOrderedList<Entry>(keyOf: (entry: Entry) => readonly string[]): OrderedList<Entry> {
  const entries: Entry[] = [];

  const firstWhere = (isBeyond: (key: readonly string[]) => boolean): number => {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBeyond(keyOf(entries[middle]!))) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const locate = (key: readonly string[]): { index: number; found: boolean } => {
    const index = firstWhere((other) => compareKeys(other, key) >= 0);
    return { index, found: index < entries.length && compareKeys(keyOf(entries[index]!), key) === 0 };
  };

  return {
    get size() {
      return entries.length;
    },
    set(entry) {
      const { index, found } = locate(keyOf(entry));
      if (found) entries[index] = entry;
      else entries.splice(index, 0, entry);
    },
    delete(key) {
      const { index, found } = locate(key);
      if (found) entries.splice(index, 1);
    },
    get(key) {
      const { index, found } = locate(key);
      return found ? entries[index] : undefined;
    },
    at: (index) => entries[index],
    firstWhere,
  };
}
