import type { Journal } from '../journal/journal.ts';
import type { ObservedEvent, Observer, RuntimeEvent } from './observer.ts';

/** The events that reports are made of, kept over the end of the process together with what they tell of. */
export interface EventLog {
  /** Those that are kept, oldest first, from the disk: nothing of it is held in memory. */
  read(): Promise<readonly ObservedEvent[]>;
}

/** Kinds that matter after the moment; states entered and log lines would outgrow everything else. */
const keptKinds: ReadonlySet<RuntimeEvent['kind']> = new Set([
  'access-denied',
  'alarm-changed',
  'email-sent',
  'event-published',
  'execution-ended',
  'lambda-failed',
  'message-dead-lettered',
  'text-sent',
]);

interface EventLogOptions {
  /** How many events are dropped together. */
  readonly segmentEvents: number;
  /** How many such segments there are at most, the one that is being filled included. */
  readonly segments: number;
}

/** Express executions are many and small, and leave nothing behind. */
function isKept(event: ObservedEvent): boolean {
  return event.kind !== 'execution-ended' || event.machineType !== 'EXPRESS';
}

const store = 'runtime/events';
const countName = 'event-count';

/**
 * The newest hundred thousand events, less those of a segment that was dropped. Without a data directory nothing is kept,
 * and `read` gives nothing.
 */
export function createEventLog(
  journal: Journal,
  observer: Observer,
  { segmentEvents, segments }: EventLogOptions = { segmentEvents: 10_000, segments: 10 },
): EventLog {
  let count = Number(journal.attached(countName) ?? 0);
  const segmentOf = (index: number): number => Math.floor(index / segmentEvents);
  const keyOf = (segment: number): string => String(segment);
  if (journal.isDurable) {
    journal.attach(countName, () => count);
    observer.subscribe((event) => {
      if (!isKept(event)) return;
      const segment = segmentOf(count);
      if (count % segmentEvents === 0 && segment >= segments) journal.clear(store, keyOf(segment - segments));
      journal.append(store, keyOf(segment), event);
      count += 1;
    }, keptKinds);
  }
  return {
    async read() {
      await journal.flushed();
      const last = segmentOf(Math.max(0, count - 1));
      const kept = Array.from({ length: Math.min(segments, last + 1) }, (_, back) => keyOf(last - back)).reverse();
      return kept.flatMap((key) => journal.loadList<ObservedEvent>(store, key));
    },
  };
}
