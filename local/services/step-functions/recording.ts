import type { Effect, EngineEvent } from '../../engine/types.ts';
import type { TextSource } from '../../journal/journal.ts';
import type { Execution } from './execution.ts';
import { applyEffects, type Outstanding, outstandingOf } from './outstanding-effects.ts';
import { encodeExecution } from './recorded-execution.ts';
import { encodeStart } from './recorded-start.ts';

/** What is kept of an execution beside itself, to write its next entry. */
export class Recording implements TextSource {
  /** In the journal: by it executions are in the order of their starts. */
  declare readonly key: string;
  declare readonly originKey: string;
  declare private readonly execution: Execution;
  /** When its start was followed, if nothing else was: then the entry says no more than the start. */
  declare private startedAtMs: number | undefined;
  declare private isStart: boolean;
  /** Of the first event. Most executions that wait are never asked for more. */
  declare private firstEffects: readonly Effect[] | undefined;
  declare private pending: Outstanding | undefined;
  declare eventsSinceSnapshot: number;
  /** How many history events are in the list; the others are beside the snapshot. */
  declare listedHistory: number;
  declare isEnded: boolean;
  /** Of the journal, when the last entry was put: until it is written it follows the execution. */
  declare turn: number;
  /** Whether the entry that was put in this turn is the first. */
  declare isNew: boolean;

  private constructor(key: string, originKey: string, execution: Execution, isStart: boolean, turn: number) {
    this.eventsSinceSnapshot = 0;
    this.key = key;
    this.originKey = originKey;
    this.execution = execution;
    this.isStart = isStart;
    this.startedAtMs = undefined;
    this.firstEffects = undefined;
    this.pending = undefined;
    this.listedHistory = 0;
    this.isEnded = false;
    this.turn = turn;
    this.isNew = isStart;
  }

  /** Of an execution that was started in the present turn. */
  static ofStart(key: string, originKey: string, execution: Execution, turn: number): Recording {
    return new Recording(key, originKey, execution, true, turn);
  }

  /** Of one that was recovered. */
  static ofRecovered(
    key: string,
    originKey: string,
    execution: Execution,
    outstanding: readonly Effect[],
    listedHistory: number,
  ): Recording {
    const recording = new Recording(key, originKey, execution, false, -1);
    recording.pending = outstandingOf(outstanding);
    recording.listedHistory = listedHistory;
    recording.isEnded = execution.snapshot.status !== 'RUNNING';
    return recording;
  }

  /** Effects that have not come back as an event. */
  get outstanding(): readonly Effect[] {
    if (this.pending !== undefined) return [...this.pending.values()];
    return [...outstandingOf(this.firstEffects ?? []).values()];
  }

  /** To be called with every event that the execution has followed. */
  applyEffects(event: EngineEvent, effects: readonly Effect[]): void {
    if (event.kind === 'start' && this.pending === undefined) {
      this.firstEffects = effects;
      return;
    }
    this.pending ??= outstandingOf(this.firstEffects ?? []);
    this.firstEffects = undefined;
    applyEffects(this.pending, event, effects);
  }

  /** Nothing is outstanding any more. */
  clearEffects(): void {
    this.firstEffects = undefined;
    this.pending = undefined;
  }

  /** The entry that is put in this turn says that the start was followed at that instant, and what comes of it follows. */
  startFollowed(atMs: number): void {
    this.startedAtMs = atMs;
  }

  /** From now on the entry is a snapshot. */
  outgrowStart(): void {
    this.isStart = false;
  }

  /** The entry, as the execution is now. */
  text(): string {
    const { originKey, listedHistory } = this;
    if (this.isStart) return encodeStart(originKey, this.execution, this.startedAtMs);
    const { outstanding } = this;
    const { snapshot, history } = this.execution;
    return encodeExecution({ originKey, snapshot, outstanding, history: history.partsFrom(listedHistory + 1) });
  }
}
