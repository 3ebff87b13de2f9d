import type { Journal } from '../journal/journal.ts';
import type { ObservedEvent, Observer, RuntimeEvent } from './observer.ts';

/** The events that reports are made of, kept over the end of the process together with what they tell of. */
export interface EventLog {
  /** All, oldest first, from the disk: nothing of it is held in memory. */
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

const store = 'runtime/events';

/** Express executions are many and small, and leave nothing behind. */
function isKept(event: ObservedEvent): boolean {
  if (event.kind === 'execution-ended' && event.machineType === 'EXPRESS') return false;
  return keptKinds.has(event.kind);
}

/** Without a data directory nothing is kept, and `read` gives nothing. */
export function createEventLog(journal: Journal, observer: Observer): EventLog {
  if (journal.isDurable) {
    observer.subscribe((event) => {
      if (isKept(event)) journal.append(store, '', event);
    });
  }
  return {
    async read() {
      await journal.flushed();
      return journal.loadList<ObservedEvent>(store, '');
    },
  };
}
