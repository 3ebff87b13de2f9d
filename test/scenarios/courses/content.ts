import type { LegStory } from './stories.ts';

/** A booking as it is at some time. */
export interface Content {
  readonly zone: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly vehicle: string;
  readonly amountCents: number;
  readonly method: string;
  readonly legs: readonly Leg[];
}

export interface Leg {
  readonly id: string;
  readonly story: LegStory;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
}

/** The contract's form of it. */
export function detailOfBooking(id: string, content: Content): object {
  const { zone, startMs, endMs, vehicle, amountCents, method, legs } = content;
  return {
    id,
    customerId: `C-${id}`,
    zone,
    start: text(startMs),
    end: text(endMs),
    vehicleId: vehicle,
    deposit: { amountCents, currency: 'EUR' },
    paymentMethodId: method,
    legs: legs.map((leg) => ({
      id: leg.id,
      kind: leg.story.kind,
      windowStart: text(leg.windowStartMs),
      windowEnd: text(leg.windowEndMs),
      location: { lat: 52.5, lng: 13.4 },
    })),
  };
}

export const text = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z');
