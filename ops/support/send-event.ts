/** Events that operators send in the booking service's name. They go over the bus, as every event does. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { bookingServiceSource, type IncomingDetailType, legworkSource } from '../../lambdas/domain/event-names.ts';
import { type ParsedEvent, parseEvent } from '../../lambdas/domain/events.ts';
import type { WorkflowKey } from '../../lambdas/domain/workflow-types.ts';
import { type Announce, createAnnounce } from '../../lambdas/signals/protocol/undeliverable.ts';
import type { Connection } from './connection.ts';
import { CommandFailure, exitCodes } from './failures.ts';
import type { Surroundings } from './surroundings.ts';

export const sendEventNeeds = ['events:PutEvents'];

/**
 * Whom an event would go to, judged by the rules of the door.
 * @throws CommandFailure for what Legwork would ignore or put aside as poison
 */
export function targetOfEvent(detailType: string, detail: unknown, nowMs: number): WorkflowKey {
  const event: ParsedEvent = parseEvent({ detailType, detail, nowMs });
  if (event.kind === 'signal') return event.target;
  throw new CommandFailure(
    exitCodes.usage,
    event.kind === 'ignored'
      ? `Legwork takes no event ${detailType}: docs/events.md lists those that it takes.`
      : `Legwork would put this event aside as poison: ${event.reason}`,
  );
}

/** One event of the booking service. @throws CommandFailure if the bus refuses it */
export function sendEvent(connection: Connection, detailType: IncomingDetailType, detail: unknown): Promise<void> {
  return putEvent(connection, bookingServiceSource, detailType, detail);
}

/** Tells the world what became of signals that came too late, as the Lambdas do. */
export function announceOver(connection: Connection, { nowMs }: Pick<Surroundings, 'nowMs'>): Announce {
  const emit = (detailType: string, detail: unknown) => putEvent(connection, legworkSource, detailType, detail);
  return createAnnounce({ emit }, nowMs, () => {});
}

async function putEvent(
  { events, busName }: Connection,
  source: string,
  detailType: string,
  detail: unknown,
): Promise<void> {
  const { Entries = [], FailedEntryCount = 0 } = await events.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: busName, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) }],
    }),
  );
  // The call as a whole succeeds even where the bus did not take the entry.
  if (FailedEntryCount > 0)
    throw new CommandFailure(exitCodes.refused, `The bus ${busName} refused ${detailType}: ${Entries[0]?.ErrorCode}`);
}
