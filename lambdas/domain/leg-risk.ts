/** How a trip leg stands at an instant: a pure function of what is known of it then. */
import { hourMs, minuteMs, parseInstant } from './instants.ts';
import type { Policy } from './policy.ts';
import type { LegKind, LegWindow, RiskLevel, RiskReason } from './trip-leg.ts';

export interface RiskInputs {
  readonly nowMs: number;
  readonly window: LegWindow;
  readonly kind: LegKind;
  readonly hasDriver: boolean;
  /** How long the driver still takes. Null: it was never known, and is no reason for anything. */
  readonly minutes: number | null;
  /** Null: as above. */
  readonly isVehicleReady: boolean | null;
}

export interface Risk {
  readonly level: RiskLevel;
  /** All conditions of this level that hold, none of a lower one; none for `on-track`. */
  readonly reasons: readonly RiskReason[];
}

/** The first level of which a condition holds. "After" is strictly after. */
export function judgeRisk(inputs: RiskInputs, { tripLegs }: Policy): Risk {
  const { nowMs, window, kind, hasDriver, minutes, isVehicleReady } = inputs;
  const startMs = parseInstant(window.start);
  const endMs = parseInstant(window.end);
  const arrivesAfter = (limitMs: number): boolean =>
    hasDriver && minutes !== null && nowMs + minutes * minuteMs > limitMs;

  const late = holding({
    'window-passed': nowMs > endMs,
    'travel-time': arrivesAfter(endMs),
  });
  if (late.length > 0) return { level: 'late', reasons: late };

  const atRisk = holding({
    'travel-time': arrivesAfter(endMs - tripLegs.marginMinutes * minuteMs),
    'no-driver': !hasDriver && nowMs >= startMs - tripLegs.driverBeforeWindowHours * hourMs,
    'vehicle-not-ready':
      isVehicleReady === false && kind !== 'pickup' && nowMs >= startMs - tripLegs.vehicleBeforeWindowHours * hourMs,
  });
  return atRisk.length > 0 ? { level: 'at-risk', reasons: atRisk } : { level: 'on-track', reasons: [] };
}

function holding(conditions: { readonly [Reason in RiskReason]?: boolean }): readonly RiskReason[] {
  return (Object.keys(conditions) as RiskReason[]).filter((reason) => conditions[reason]);
}
