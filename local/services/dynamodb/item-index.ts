import { createHash } from 'node:crypto';
import type { Item } from './attribute-value.ts';
import { createOrderedList, type OrderedList } from './ordered-list.ts';
import { compareKeys } from './sortable-key.ts';

/**
 * Items by partition, and within one in key order: the table itself and each of its indexes is one of these.
 *
 * I1  A query looks at the items of its answer and no others, however large the partition is.
 * I2  A scan's order depends on the hash key values alone, and looks like none, as in AWS: nobody may rely on it. It
 *     can go on after a position whose item is gone.
 */
export interface ItemIndex {
  readonly size: number;
  set(entry: IndexEntry): void;
  delete(position: Position): void;
  get(position: Position): Item | undefined;
  /** Items of one partition whose order key lies in `range`. */
  query(request: QueryRange): Iterable<Item>;
  scan(request: ScanRange): Iterable<Item>;
  items(): Iterable<Item>;
}

/** Where an entry is: texts made by `sortableKey`. */
export interface Position {
  readonly hashKey: string;
  /** The range key, if any; in an index then the table's own key, since index keys are not unique. */
  readonly orderKey: readonly string[];
}

export function isSamePosition(left: Position, right: Position): boolean {
  return left.hashKey === right.hashKey && compareKeys(left.orderKey, right.orderKey) === 0;
}

interface IndexEntry extends Position {
  readonly item: Item;
}

/** Bounds of a range key as `sortableKey` spells it: both must be monotonous, false before and true from the bound on. */
export interface KeyRange {
  isAtOrBeyondStart(rangeKey: string): boolean;
  isBeyondEnd(rangeKey: string): boolean;
}

interface QueryRange {
  readonly hashKey: string;
  readonly range?: KeyRange;
  readonly isForward: boolean;
  readonly after?: Position;
}

export interface ScanRange {
  readonly after?: Position;
  readonly segment?: { readonly number: number; readonly total: number };
}

interface Partition {
  readonly scanKey: readonly [hash: string, hashKey: string];
  readonly entries: OrderedList<IndexEntry>;
}

export function createItemIndex(): ItemIndex {
  const partitions = new Map<string, Partition>();
  const scanOrder = createOrderedList<Partition>(({ scanKey }) => scanKey);
  let size = 0;

  const addPartition = (hashKey: string): Partition => {
    const partition: Partition = {
      scanKey: [scanHash(hashKey), hashKey],
      entries: createOrderedList<IndexEntry>(({ orderKey }) => orderKey),
    };
    partitions.set(hashKey, partition);
    scanOrder.set(partition);
    return partition;
  };

  function* query({ hashKey, range, isForward, after }: QueryRange): Generator<Item> {
    const entries = partitions.get(hashKey)?.entries;
    if (entries === undefined) return;
    let first = range === undefined ? 0 : entries.firstWhere(([rangeKey]) => range.isAtOrBeyondStart(rangeKey!));
    let end = range === undefined ? entries.size : entries.firstWhere(([rangeKey]) => range.isBeyondEnd(rangeKey!));
    if (after !== undefined && isForward) {
      first = Math.max(
        first,
        entries.firstWhere((key) => compareKeys(key, after.orderKey) > 0),
      );
    } else if (after !== undefined) {
      end = Math.min(
        end,
        entries.firstWhere((key) => compareKeys(key, after.orderKey) >= 0),
      );
    }
    if (isForward) for (let index = first; index < end; index += 1) yield entries.at(index)!.item;
    else for (let index = end - 1; index >= first; index -= 1) yield entries.at(index)!.item;
  }

  function* scan({ after, segment }: ScanRange): Generator<Item> {
    const from = after === undefined ? null : ([scanHash(after.hashKey), after.hashKey] as const);
    const first = from === null ? 0 : scanOrder.firstWhere((key) => compareKeys(key, from) >= 0);
    for (let index = first; index < scanOrder.size; index += 1) {
      const { scanKey, entries } = scanOrder.at(index)!;
      if (segment !== undefined && segmentOf(scanKey[0], segment.total) !== segment.number) continue;
      const isResumed = after !== undefined && scanKey[1] === after.hashKey;
      let at = isResumed ? entries.firstWhere((key) => compareKeys(key, after.orderKey) > 0) : 0;
      for (; at < entries.size; at += 1) yield entries.at(at)!.item;
    }
  }

  return {
    get size() {
      return size;
    },
    set(entry) {
      const { entries } = partitions.get(entry.hashKey) ?? addPartition(entry.hashKey);
      size -= entries.size;
      entries.set(entry);
      size += entries.size;
    },
    delete({ hashKey, orderKey }) {
      const partition = partitions.get(hashKey);
      if (partition === undefined) return;
      size -= partition.entries.size;
      partition.entries.delete(orderKey);
      size += partition.entries.size;
      if (partition.entries.size > 0) return;
      partitions.delete(hashKey);
      scanOrder.delete(partition.scanKey);
    },
    get: ({ hashKey, orderKey }) => partitions.get(hashKey)?.entries.get(orderKey)?.item,
    query,
    scan,
    items: () => scan({}),
  };
}

/** Segment of a parallel scan that a partition belongs to. */
export function segmentOfHashKey(hashKey: string, total: number): number {
  return segmentOf(scanHash(hashKey), total);
}

function scanHash(hashKey: string): string {
  return createHash('sha256').update(hashKey).digest('hex').slice(0, 16);
}

function segmentOf(hash: string, total: number): number {
  return Math.floor((Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32) * total);
}
