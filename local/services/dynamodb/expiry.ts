import type { Clock, Timer } from '../../clock/clock.ts';
import { attributeOf, type Item } from './attribute-value.ts';
import type { Position } from './item-index.ts';
import { limits } from './limits.ts';
import { createOrderedList } from './ordered-list.ts';
import { sortableKey } from './sortable-key.ts';

/**
 * Time to live of one table.
 *
 * T1  An expired item is deleted exactly `expiryLagMs` after its expiry; reads before that still see it.
 * T2  There is one timer a table, for the item that goes first, and none while no item expires.
 */
export interface Expiry {
  /** Attribute that holds the expiry in seconds since the epoch, or null while time to live is off. */
  readonly attributeName: string | null;
  enable(attributeName: string, items: Iterable<readonly [Position, Item]>): void;
  disable(): void;
  /** Follows a change of one item; null where there is none. */
  track(position: Position, before: Item | null, after: Item | null): void;
}

interface Entry {
  readonly deleteAtMs: number;
  readonly position: Position;
}

export function createExpiry(clock: Clock, deleteItem: (position: Position) => void): Expiry {
  const entries = createOrderedList<Entry>(entryKey);
  let attributeName: string | null = null;
  let timer: Timer | null = null;

  const setTimer = (): void => {
    const first = entries.at(0);
    if (timer !== null && timer.dueMs === first?.deleteAtMs) return;
    timer?.cancel();
    timer = first === undefined ? null : clock.setTimer(first.deleteAtMs, deleteDue);
  };
  const deleteDue = (): void => {
    timer = null;
    for (let first = entries.at(0); first !== undefined && first.deleteAtMs <= clock.nowMs(); first = entries.at(0)) {
      entries.delete(entryKey(first));
      deleteItem(first.position);
    }
    setTimer();
  };
  const entryOf = (position: Position, item: Item | null): Entry | null => {
    if (attributeName === null || item === null) return null;
    const deleteAtMs = deletionTime(item, attributeName);
    return deleteAtMs === null ? null : { deleteAtMs, position };
  };
  const add = (entry: Entry | null): void => {
    const oldestMs = clock.nowMs() - limits.expiryMaxAgeMs + limits.expiryLagMs;
    if (entry !== null && entry.deleteAtMs >= oldestMs) entries.set(entry);
  };
  const clear = (): void => {
    for (let first = entries.at(0); first !== undefined; first = entries.at(0)) entries.delete(entryKey(first));
    attributeName = null;
    setTimer();
  };

  return {
    get attributeName() {
      return attributeName;
    },
    enable(name, items) {
      clear();
      attributeName = name;
      for (const [position, item] of items) add(entryOf(position, item));
      setTimer();
    },
    disable: clear,
    track(position, before, after) {
      if (attributeName === null) return;
      const old = entryOf(position, before);
      if (old !== null) entries.delete(entryKey(old));
      add(entryOf(position, after));
      setTimer();
    },
  };
}

/** When an item is to be deleted, in milliseconds since the epoch; null if it has no expiry. */
function deletionTime(item: Item, attributeName: string): number | null {
  const value = attributeOf(item, attributeName);
  if (value === undefined || !('N' in value)) return null;
  return Math.floor(Number(value.N)) * 1000 + limits.expiryLagMs;
}

function entryKey({ deleteAtMs, position }: Entry): readonly string[] {
  return [sortableKey({ N: String(deleteAtMs) }), position.hashKey, ...position.orderKey];
}
