/** U: a signal that came too late for its workflow is reported, at least once and always under one id, and cleaned. */
import { derivedEventId, isOwnSignal, parseSignalKey } from '../../domain/signals.ts';
import { idsOf } from '../../domain/workflow-types.ts';
import type { EventBus } from '../../gateways/event-bus.ts';
import { cleanUndelivered } from './cleaning.ts';
import type { PendingSignal, WorkflowKey } from './items.ts';
import { instant, type Protocol } from './protocol.ts';

/** Tells the world of one undeliverable signal; called again if a crash follows. */
export type Announce = (workflow: WorkflowKey, signal: PendingSignal) => Promise<void>;

export async function settleUndeliverable(
  protocol: Protocol,
  workflow: WorkflowKey,
  signal: PendingSignal,
  announce: Announce,
): Promise<void> {
  // Nobody outside sent our own control signals, so nobody outside hears of them.
  if (!isOwnSignal(signal.type)) await announce(workflow, signal);
  await cleanUndelivered(protocol, workflow, signal.sk);
}

export function createAnnounce(eventBus: EventBus, nowMs: () => number, onAnnounced: () => void): Announce {
  return async (workflow, { sk, type, payload }) => {
    await eventBus.emit('UndeliverableSignal', {
      eventId: derivedEventId('undeliverable', parseSignalKey(sk).eventId),
      occurredAt: instant(nowMs()),
      // Every event of a leg names its booking.
      ...idsOf(workflow, String(payload?.bookingId)),
      signal: type,
      reason: 'closed',
    });
    onAnnounced();
  };
}
