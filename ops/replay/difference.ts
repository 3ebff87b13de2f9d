/** The first place at which a changed definition does not do what was recorded. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Id of the recorded event at which the two part. */
  readonly eventId: number;
  readonly stateName: string | null;
  /** What the history has there. */
  readonly recorded: string;
  /** What the definition does instead. */
  readonly replayed: string;
}

export type DifferenceKind =
  /** The history goes on in a state that the definition does not have. */
  | 'state-gone'
  /** Another state, another error handling, or another kind of state under the same name. */
  | 'other-path'
  /** The same task, called with something else. */
  | 'other-arguments'
  /** The definition waits for a result that the history does not have. */
  | 'missing-result'
  /** It ends where the history goes on, goes on where it ends, or ends otherwise. */
  | 'other-end';

/** What `legwork restart` would do with an execution that cannot go on under the definition. */
export interface RestartOutlook {
  /** Phase of the last checkpoint; null: there is none, the new run would begin anew. */
  readonly phase: string | null;
  /** States that the new run goes through until it calls something after Load. */
  readonly path: readonly string[];
  /** Tasks that the old run did since that checkpoint, and that the new one may do again. */
  readonly repeated: readonly string[];
  /** Signals that the old run has consumed and not acknowledged: they come again unless the checkpoint has them. */
  readonly carriedSignals: number;
}

export interface ReplayResult {
  readonly history: string;
  readonly outcome: 'identical' | 'different';
  /** How many of its events were met again. */
  readonly matchedEvents: number;
  readonly events: number;
  /** The recorded execution had not ended. */
  readonly isOpen: boolean;
  readonly difference: Difference | null;
  readonly restart: RestartOutlook | null;
}
