/** What Legwork knows of a trip leg: the record that its workflow and its assessments share. Instants are ISO 8601 in UTC. */
import type { BookingContent } from './event-schemas.ts';

export type LegKind = BookingContent['legs'][number]['kind'];
export type RiskLevel = 'on-track' | 'at-risk' | 'late';
export type RiskReason = 'window-passed' | 'travel-time' | 'no-driver' | 'vehicle-not-ready';
export type LegOutcome = 'completed' | 'cancelled' | 'abandoned';

/** When the driver is to arrive. */
export interface LegWindow {
  readonly start: string;
  readonly end: string;
}

export interface LegState {
  readonly legId: string;
  readonly bookingId: string;
  /** Counts the writes of the record; 0 before the first. A write that read an older one is refused. */
  readonly revision: number;
  /** The window that the leg goes by. Null: the leg was gone from its booking before its workflow looked. */
  readonly window: LegWindow | null;
  readonly driverId: string | null;
  /** `version` of the event that `driverId` is from, 0 before the first: what is not greater is stale. */
  readonly driverVersion: number;
  /** Key of the signal that `driverId` is from: the same signal again is no stale one. */
  readonly driverSignalKey: string | null;
  /** It has acted once: it goes on even if its window moves far away. */
  readonly hasBegunToAct: boolean;
  readonly level: RiskLevel;
  /** How often the level has changed. */
  readonly changes: number;
  /** The last change, until the world has been told of it. */
  readonly untold: RiskChange | null;
  /** What inputs were when they could last be had: the minutes of this leg, the readiness of each vehicle. */
  readonly known: {
    readonly minutes: number | null;
    readonly readiness: Readonly<Record<string, boolean>>;
  };
  /** The instant for which something last asked for an assessment at once. */
  readonly askedAt: string | null;
  /** "Now" of the latest assessment that changed the record; an assessment of an earlier instant changes nothing. */
  readonly assessedAt: string | null;
  readonly schedules: LegSchedules;
  /** Set once; from then on nothing changes any more. */
  readonly outcome: LegOutcome | null;
  /** When the last signal that changed anything was handled. */
  readonly updatedAt: string;
}

interface RiskChange {
  readonly from: RiskLevel;
  readonly to: RiskLevel;
  /** All conditions of the new level that hold. */
  readonly reasons: readonly RiskReason[];
}

/** What the Scheduler is to have for a leg: an intent, recorded before the Scheduler hears of it. */
interface LegSchedules {
  /** The window whose grid it is; null: there is to be none. */
  readonly window: LegWindow | null;
  /** When that was decided: instants of the grid after it are assessed. */
  readonly plannedAt: string | null;
  /** Segments of the grid that have a schedule, or are to have one, or are to lose it. */
  readonly segments: readonly GridSegmentName[];
  readonly isSynced: boolean;
}

export type GridSegmentName = 'far' | 'near' | 'close';

export function newLeg(legId: string, bookingId: string, at: string): LegState {
  return {
    legId,
    bookingId,
    revision: 0,
    window: null,
    driverId: null,
    driverVersion: 0,
    driverSignalKey: null,
    hasBegunToAct: false,
    level: 'on-track',
    changes: 0,
    untold: null,
    known: { minutes: null, readiness: {} },
    askedAt: null,
    assessedAt: null,
    schedules: { window: null, plannedAt: null, segments: [], isSynced: true },
    outcome: null,
    updatedAt: at,
  };
}

/** Which assessment is still to be made at once; null: none. */
export function assessmentDue({ askedAt, assessedAt, outcome }: LegState): string | null {
  if (outcome !== null || askedAt === null) return null;
  return assessedAt === null || Date.parse(askedAt) > Date.parse(assessedAt) ? askedAt : null;
}

/** `level` changes are numbered: the effect's business name. */
export function riskChangeKey({ legId, changes }: Pick<LegState, 'legId' | 'changes'>): string {
  return `trip-leg#${legId}#risk-change#${changes}`;
}
