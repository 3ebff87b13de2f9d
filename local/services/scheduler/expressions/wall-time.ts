import { IANAZone } from 'luxon';

/**
 * What clocks on the wall show, as milliseconds since the epoch of a zone without offset: arithmetic on it is plain, and
 * only these functions know that days of a real zone are not all alike.
 */
export type WallMs = number;

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

const zones = new Map<string, IANAZone>();

function zoneOf(name: string): IANAZone {
  let zone = zones.get(name);
  if (!zone) {
    zone = IANAZone.create(name);
    zones.set(name, zone);
  }
  return zone;
}

export function isTimeZone(name: string): boolean {
  // To look at a name is expensive: the zones that were met are known.
  return zones.has(name) || (IANAZone.isValidZone(name) && zoneOf(name).isValid);
}

export function toWallMs(instantMs: number, zoneName: string): WallMs {
  return instantMs + zoneOf(zoneName).offset(instantMs) * minuteMs;
}

/**
 * When clocks of the zone show `wallMs`: the first time where they show it twice (autumn), undefined where they jump
 * over it (spring).
 */
export function toInstantMs(wallMs: WallMs, zoneName: string): number | undefined {
  // A day before and after, the offsets are those of either side of any change in between.
  const candidates = [wallMs - dayMs, wallMs + dayMs].map(
    (nearbyMs) => wallMs - zoneOf(zoneName).offset(nearbyMs) * minuteMs,
  );
  const shown = candidates.filter((instantMs) => toWallMs(instantMs, zoneName) === wallMs);
  return shown.length === 0 ? undefined : Math.min(...shown);
}
