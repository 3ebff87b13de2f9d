import type { LegContent, LegEvent } from './events.ts';
import type { Surroundings } from './surroundings.ts';
import { hour, minute } from './timeline.ts';
import { vehicleOf } from './watch.ts';

type Level = 'on-track' | 'at-risk' | 'late';

/** One trip leg, from its booking's confirmation to its end. `vehicleId` is asked at every assessment. */
export function createLeg(
  bookingId: string,
  leg: LegContent,
  vehicleId: () => string,
  surroundings: Surroundings,
  onEnd: () => void,
) {
  const { world } = surroundings;
  let content = leg;
  let driver: { readonly id: string | null; readonly version: number } = { id: null, version: 0 };
  let level: Level = 'on-track';
  let isActing = false;
  let hasEnded = false;
  /** Points of the grid up to here are done. */
  let doneMs = Number.NEGATIVE_INFINITY;
  let knownMinutes: number | null = null;
  const knownReady = new Map<string, boolean>();

  const windowStart = (): number => Date.parse(content.windowStart);
  const windowEnd = (): number => Date.parse(content.windowEnd);
  const abandonMs = (): number => windowEnd() + 6 * hour;

  function end(nowMs: number, outcome: 'completed' | 'cancelled' | 'abandoned'): void {
    hasEnded = true;
    surroundings.emit(nowMs, 'TripLegClosed', { bookingId, legId: leg.id, outcome });
    onEnd();
  }

  function assess(nowMs: number): void {
    isActing = true;
    if (!world.outages.routes) knownMinutes = world.routes[leg.id]?.minutes ?? 20;
    const vehicle = vehicleId();
    if (!world.outages.vehicles) knownReady.set(vehicle, vehicleOf(world, vehicle).ready);

    const arrivalMs = driver.id === null || knownMinutes === null ? null : nowMs + knownMinutes * minute;
    const late = [
      ...(nowMs > windowEnd() ? ['window-passed'] : []),
      ...(arrivalMs !== null && arrivalMs > windowEnd() ? ['travel-time'] : []),
    ];
    const isNotReady = knownReady.get(vehicle) === false && content.kind !== 'pickup';
    const atRisk = [
      ...(arrivalMs !== null && arrivalMs > windowEnd() - 15 * minute ? ['travel-time'] : []),
      ...(driver.id === null && nowMs >= windowStart() - 2 * hour ? ['no-driver'] : []),
      ...(isNotReady && nowMs >= windowStart() - 3 * hour ? ['vehicle-not-ready'] : []),
    ];
    const [to, reasons]: [Level, string[]] =
      late.length > 0 ? ['late', late] : atRisk.length > 0 ? ['at-risk', atRisk] : ['on-track', []];
    if (to === level) return;
    surroundings.emit(nowMs, 'TripLegRiskChanged', { bookingId, legId: leg.id, from: level, to, reasons });
    level = to;
  }

  /** A window that is new, the first one too: its grid, and at once where the leg should act or does. */
  function takeWindow(nowMs: number): void {
    // Whether that instant is past at itself decides whether the leg is assessed before it ends.
    if (nowMs === abandonMs()) {
      surroundings.open.push({ of: bookingId, question: 'a window whose leg is abandoned at this very instant' });
    }
    if (nowMs >= abandonMs()) {
      end(nowMs, 'abandoned');
      return;
    }
    doneMs = nowMs - 1;
    if (isActing || nowMs > windowStart() - 24 * hour) assess(nowMs);
  }

  /** Applies an event; answers whether it asks for an assessment. */
  function note(event: LegEvent, nowMs: number): boolean {
    switch (event.type) {
      case 'DriverAssigned':
      case 'DriverUnassigned': {
        if (event.version <= driver.version) return false;
        const changes = event.type === 'DriverAssigned' || event.driverId === driver.id;
        const id = event.type === 'DriverAssigned' ? event.driverId : changes ? null : driver.id;
        driver = { id, version: event.version };
        return changes;
      }
      case 'TripLegStarted':
        return true;
      case 'TripLegCompleted':
      case 'TripLegCancelled':
        if (!hasEnded) end(nowMs, event.type === 'TripLegCompleted' ? 'completed' : 'cancelled');
        return false;
    }
  }

  return {
    id: leg.id,
    begin(waited: readonly LegEvent[], nowMs: number): void {
      for (const event of waited) note(event, nowMs);
      if (!hasEnded) takeWindow(nowMs);
    },
    take(event: LegEvent, nowMs: number): void {
      if (note(event, nowMs) && isActing) assess(nowMs);
    },
    follow(changed: LegContent, nowMs: number): void {
      const isMoved =
        Date.parse(changed.windowStart) !== windowStart() || Date.parse(changed.windowEnd) !== windowEnd();
      content = changed;
      if (isMoved) takeWindow(nowMs);
    },
    cancel: (nowMs: number): void => end(nowMs, 'cancelled'),
    dueMs: (): number | null => (hasEnded ? null : Math.min(nextOnGrid(windowStart(), doneMs), abandonMs())),
    act(nowMs: number): void {
      if (nowMs >= abandonMs()) {
        end(nowMs, 'abandoned');
      } else {
        doneMs = nowMs;
        assess(nowMs);
      }
    },
  };
}

export type Leg = ReturnType<typeof createLeg>;

/** The first point after an instant: every 60 min from 24 h before, every 15 from 6 h before, every 5 from 1 h before on. */
function nextOnGrid(windowStartMs: number, afterMs: number): number {
  const parts = [
    { fromMs: windowStartMs - 24 * hour, stepMs: hour, toMs: windowStartMs - 6 * hour },
    { fromMs: windowStartMs - 6 * hour, stepMs: 15 * minute, toMs: windowStartMs - hour },
    { fromMs: windowStartMs - hour, stepMs: 5 * minute, toMs: Number.POSITIVE_INFINITY },
  ];
  const { fromMs, stepMs } = parts.find(({ toMs }) => afterMs < toMs)!;
  return afterMs < fromMs ? fromMs : fromMs + (Math.floor((afterMs - fromMs) / stepMs) + 1) * stepMs;
}
