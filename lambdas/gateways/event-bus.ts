import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type EmittedDetailType, legworkSource } from '../domain/event-names.ts';

/** What every event of ours says, beside its own fields. */
export interface EmittedDetail {
  /** The same at every attempt to emit the same event: `derivedEventId`. */
  readonly eventId: string;
  /** UTC, ISO 8601 with `Z`. */
  readonly occurredAt: string;
  readonly [field: string]: unknown;
}

export interface EventBus {
  /** Emits one event. Resolves once the bus has taken it. */
  emit(detailType: EmittedDetailType, detail: EmittedDetail): Promise<void>;
}

export function createEventBus(client: Pick<EventBridgeClient, 'send'>, busName: string): EventBus {
  return {
    async emit(detailType, detail) {
      const entry = {
        EventBusName: busName,
        Source: legworkSource,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      };
      const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      // The call as a whole succeeds even where the bus did not take the entry.
      if (FailedEntryCount > 0) throw new Error(`the bus refused ${detailType}: ${Entries[0]?.ErrorCode}`);
    },
  };
}
