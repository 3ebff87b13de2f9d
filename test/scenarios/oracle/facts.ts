import type { BookingContent, BookingEvent, LegContent } from './events.ts';

/** What is known of a booking. A return or a cancellation freezes it, but for what its legs follow. */
export interface Facts {
  readonly content: BookingContent;
  readonly version: number;
  /** What its legs follow: also changes after the return. */
  readonly legs: readonly LegContent[];
  readonly vehicleId: string;
  readonly started: { readonly vehicleId: string; readonly handledMs: number } | null;
  readonly returnedAtMs: number | null;
  readonly outcome: 'completed' | 'cancelled' | null;
  /** Sum of what was assessed before the return, else the first that was assessed after it; null: nothing yet. */
  readonly assessedCents: number | null;
}

export function applyEvent(facts: Facts | null, event: BookingEvent, nowMs: number): Facts {
  if (event.type === 'BookingConfirmed' || event.type === 'BookingChanged') {
    const { booking: content, version } = event;
    if (facts === null) {
      const untouched = { started: null, returnedAtMs: null, outcome: null, assessedCents: null };
      return { content, version, legs: content.legs, vehicleId: content.vehicleId, ...untouched };
    }
    if (version <= facts.version) return facts;
    if (facts.outcome === 'cancelled') return { ...facts, version };
    const { legs, vehicleId } = content;
    return { ...facts, version, legs, vehicleId, content: facts.outcome === null ? content : facts.content };
  }
  if (facts === null) throw new Error(`${event.type} begins no booking`);
  switch (event.type) {
    case 'BookingCancelled':
      return facts.outcome === null ? { ...facts, outcome: 'cancelled' } : facts;
    case 'RentalStarted':
      if (facts.outcome !== null || facts.started !== null) return facts;
      return { ...facts, started: { vehicleId: event.vehicleId, handledMs: nowMs } };
    case 'RentalReturned':
      if (facts.outcome !== null) return facts;
      return { ...facts, outcome: 'completed', returnedAtMs: Date.parse(event.returnedAt) };
    case 'ChargesAssessed':
      if (facts.outcome !== null && facts.assessedCents !== null) return facts;
      return { ...facts, assessedCents: (facts.assessedCents ?? 0) + event.amountCents };
  }
}
