// What a course is made of, as plain data: fast-check draws it, shrinks it and prints it. All times are minutes, relative to
// an anchor of the story, so that a shrunk story is still a course.

/** A moment: minutes from an anchor. The event is told this much later, so that events overtake one another. */
interface When {
  readonly anchor: Anchor;
  readonly minutes: number;
  readonly toldLaterMinutes: number;
}

export type Anchor = 'confirmed' | 'start' | 'end';

export interface LegStory {
  readonly kind: 'delivery' | 'pickup' | 'swap';
  readonly anchor: 'start' | 'end';
  /** Its window, from the anchor. */
  readonly fromMinutes: number;
  readonly lengthMinutes: number;
  /** Minutes from the beginning of its window, as it is drawn. */
  readonly happenings: ReadonlyArray<{
    readonly minutes: number;
    readonly toldLaterMinutes: number;
    readonly action: LegAction;
  }>;
  /** From these minutes on the drive takes this long. */
  readonly roads: ReadonlyArray<{ readonly minutes: number; readonly drivingMinutes: number }>;
}

export type LegAction =
  | { readonly do: 'assign' | 'unassign'; readonly driver: string }
  | { readonly do: 'drive' | 'complete' | 'cancel-leg' };

/** What a change of a booking changes; what is left out stays. Shifts are minutes, legs are told apart by their index. */
export interface Patch {
  readonly startShift?: number | undefined;
  readonly endShift?: number | undefined;
  readonly zone?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly amountCents?: number | undefined;
  readonly method?: string | undefined;
  readonly addLeg?: LegStory | undefined;
  readonly removeLeg?: number | undefined;
  readonly moveLeg?: { readonly index: number; readonly shift: number } | undefined;
}

export type BookingAction =
  | { readonly do: 'change'; readonly patch: Patch; readonly confirmsAgain: boolean }
  /** A change with a version that is not greater than the last one. */
  | { readonly do: 'stale'; readonly patch: Patch; readonly behind: number }
  | { readonly do: 'cancel' | 'start' }
  /** Told later than it happened. */
  | { readonly do: 'return'; readonly agoMinutes: number }
  | { readonly do: 'assess'; readonly amountCents: number }
  /** An event of before comes once more. */
  | { readonly do: 'repeat'; readonly back: number }
  | { readonly do: 'poison'; readonly variant: number };

export interface BookingStory {
  readonly zone: string;
  /** From the tape's first day. */
  readonly confirmedMinutes: number;
  /** From the confirmation to the start, and from there to the end. */
  readonly leadMinutes: number;
  readonly lengthMinutes: number;
  readonly amountCents: number;
  readonly method: string;
  readonly vehicle: string;
  readonly legs: readonly LegStory[];
  /** How much later the confirmation is told. */
  readonly confirmedLaterMinutes: number;
  readonly times: number;
  readonly happenings: ReadonlyArray<{ readonly when: When; readonly action: BookingAction }>;
}

export type SubscriptionAction =
  | { readonly do: 'change'; readonly priceCents?: number | undefined; readonly method?: string | undefined }
  | { readonly do: 'pause' | 'resume' }
  | { readonly do: 'cancel'; readonly atPeriodEnd: boolean }
  | { readonly do: 'repeat'; readonly back: number };

export interface SubscriptionStory {
  readonly zone: string;
  readonly activatedMinutes: number;
  /** From the activation to the first cycle; negative: it began before. */
  readonly leadMinutes: number;
  readonly priceCents: number;
  readonly method: string;
  readonly activatedLaterMinutes: number;
  readonly happenings: ReadonlyArray<{
    /** From the first cycle. */
    readonly minutes: number;
    readonly toldLaterMinutes: number;
    readonly action: SubscriptionAction;
  }>;
}

/** What the providers do, from an anchor of a booking or of a subscription (`start`: its first cycle). */
export type Weather =
  | { readonly do: 'card'; readonly method: string; readonly answer: 'ok' | 'declines' }
  | { readonly do: 'outage'; readonly of: Provider; readonly lengthMinutes: number }
  | { readonly do: 'vehicle'; readonly vehicle: string; readonly state: VehicleChange };

export type Provider = 'payments' | 'routes' | 'vehicles' | 'notifications' | 'bookings';

interface VehicleChange {
  readonly ready?: boolean | undefined;
  readonly fuelPercent?: number | undefined;
  readonly online?: boolean | undefined;
  readonly insideArea?: boolean | undefined;
}

export interface Course {
  readonly firstDay: string;
  readonly bookings: readonly BookingStory[];
  readonly subscriptions: readonly SubscriptionStory[];
  readonly weather: ReadonlyArray<{
    /** Index of a booking, then of a subscription. */
    readonly of: number;
    readonly anchor: Anchor;
    readonly minutes: number;
    readonly change: Weather;
  }>;
  /** Power cuts, each right behind a step of the tape. */
  readonly powerCutsBehind: readonly number[];
}
