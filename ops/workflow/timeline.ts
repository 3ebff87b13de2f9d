/** What has happened to a workflow, in order, as far as the table remembers it. */
import { parseSignalKey } from '../../lambdas/domain/signals.ts';
import { isPending, type StoredWorkflow } from './read-workflow.ts';

export interface TimelineEntry {
  readonly at: string;
  readonly what: string;
}

/** Facts of the records that have an instant: the field, and how it is said. */
const facts: readonly (readonly [path: readonly string[], text: string])[] = [
  [['rentalStarted', 'handledAt'], 'rental started'],
  [['returned', 'handledAt'], 'returned'],
  [['cancelled', 'handledAt'], 'cancelled'],
  [['charge', 'chargedAt'], 'deposit charged'],
  [['paused', 'handledAt'], 'paused'],
  [['suspended', 'suspendedAt'], 'suspended'],
  [['endedAt'], 'ended'],
];

export function timelineOf({ instance, signals, record }: StoredWorkflow): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [{ at: instance.openedAt, what: 'opened' }];
  for (const signal of signals) {
    const { eventId } = parseSignalKey(signal.sk);
    const fate =
      signal.consumedBy === undefined
        ? isPending(signal, instance)
          ? 'waits'
          : 'taken'
        : `taken by run ${signal.consumedBy}`;
    entries.push({ at: signal.receivedAt, what: `${signal.type} (${eventId}), ${fate}` });
  }
  for (const [path, text] of facts) {
    const at = path.reduce<unknown>(
      (value, field) => (value as Record<string, unknown> | null)?.[field],
      record ?? null,
    );
    if (typeof at === 'string') entries.push({ at, what: text });
  }
  if (instance.closedAt !== undefined) entries.push({ at: instance.closedAt, what: 'closed' });
  // Instants have one spelling; events of one instant stay in the order above.
  return entries.sort((a, b) => a.at.localeCompare(b.at));
}
