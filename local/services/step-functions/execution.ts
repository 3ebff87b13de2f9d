import type { History } from '../../engine/history.ts';
import type { Snapshot } from '../../engine/types.ts';
import type { ExecutionTimers } from './execution-timers.ts';
import type { MachineType, Revision } from './machine-store.ts';
import type { Recording } from './recording.ts';

/** One execution in the loop, which alone replaces its snapshot. */
export interface Execution {
  readonly type: MachineType;
  /** That it was started with. */
  readonly revision: Pick<Revision, 'machine' | 'definition' | 'revisionId'>;
  snapshot: Snapshot;
  /** Nobody keeps that of an Express execution. */
  readonly history: History;
  timers: ExecutionTimers;
  /** The journal's, which is the only one to look at it. */
  recording: Recording | undefined;
  /** Of an Express execution that somebody waits for: told of its end. */
  readonly onEnded: ((ended: Snapshot) => void) | undefined;
}
