import type { Anchors } from './build-tape.ts';
import type { Content, Leg } from './content.ts';
import type { BookingStory, LegStory, Patch } from './stories.ts';

const minuteMs = 60_000;

/** The contents that a booking goes through. A leg that was removed may come back. */
export function createChanges(story: BookingStory, bookingId: string, anchors: Anchors) {
  // Those that changes add are known from the start: something may be told of them before the booking has them.
  const added = story.happenings.flatMap(({ action }) => ('patch' in action ? (action.patch.addLeg ?? []) : []));
  const legs = new Map([...story.legs, ...added].map((leg, index) => [leg, legOf(leg, index)]));
  const hadLegs = new Set<Leg>();

  function legOf(leg: LegStory, index: number): Leg {
    const windowStartMs = anchors[leg.anchor] + leg.fromMinutes * minuteMs;
    const windowEndMs = windowStartMs + leg.lengthMinutes * minuteMs;
    return { id: `L-${bookingId.slice(2)}-${index}`, story: leg, windowStartMs, windowEndMs };
  }

  function take(leg: LegStory): Leg {
    const known = legs.get(leg)!;
    hadLegs.add(known);
    return known;
  }

  function changeLegs(before: readonly Leg[], { addLeg, removeLeg, moveLeg }: Patch): Leg[] {
    const left = before
      .filter((_, index) => index !== removeLeg)
      .map((leg, index) => (index === moveLeg?.index ? move(leg, moveLeg.shift) : leg));
    if (addLeg === undefined) return left;
    const gone = [...hadLegs].find(({ id }) => !left.some((one) => one.id === id));
    return [...left, gone !== undefined && addLeg.kind === 'swap' ? gone : take(addLeg)];
  }

  return {
    first: {
      zone: story.zone,
      startMs: anchors.start,
      endMs: anchors.end,
      vehicle: story.vehicle,
      amountCents: story.amountCents,
      method: story.method,
      legs: story.legs.map(take),
    } satisfies Content as Content,
    everyLeg: [...legs.values()],
    change(content: Content, patch: Patch): Content {
      const { startShift = 0, endShift = 0, zone, vehicle, amountCents, method } = patch;
      const startMs = content.startMs + startShift * minuteMs;
      const endMs = content.endMs + endShift * minuteMs;
      return {
        zone: zone ?? content.zone,
        startMs,
        endMs: endMs > startMs ? endMs : startMs + 60 * minuteMs,
        vehicle: vehicle ?? content.vehicle,
        amountCents: amountCents ?? content.amountCents,
        method: method ?? content.method,
        legs: changeLegs(content.legs, patch),
      };
    },
  };
}

const move = (leg: Leg, shift: number): Leg => ({
  ...leg,
  windowStartMs: leg.windowStartMs + shift * minuteMs,
  windowEndMs: leg.windowEndMs + shift * minuteMs,
});
