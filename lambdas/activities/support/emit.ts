import type { EmittedEvent } from '../../domain/emitted-events.ts';
import type { EventBus } from '../../gateways/event-bus.ts';

/** Publishes one event. */
export function emit(eventBus: EventBus, { detailType, detail }: EmittedEvent): Promise<void> {
  return eventBus.emit(detailType, detail);
}
