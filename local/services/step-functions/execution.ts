import type { Timer } from '../../clock/clock.ts';
import type { History } from '../../engine/history.ts';
import type { Machine } from '../../engine/machine.ts';
import type { Snapshot } from '../../engine/types.ts';
import type { Recording } from './execution-journal.ts';
import type { MachineType } from './machine-store.ts';

/** One execution in the loop, which alone replaces its snapshot. */
export interface Execution {
  readonly type: MachineType;
  readonly machine: Machine;
  /** Text of the definition that it started with. */
  readonly definition: string;
  readonly revisionId: string;
  snapshot: Snapshot;
  /** Nobody keeps that of an Express execution. */
  readonly history: History;
  /** There from the first timer on. */
  timers?: Map<number, Timer>;
  /** The journal's, which is the only one to look at it. */
  recording?: Recording;
  /** Of an Express execution that somebody waits for: told of its end. */
  readonly onEnded?: (ended: Snapshot) => void;
}

export type ExecutionStart = Pick<Execution, 'type' | 'machine' | 'definition' | 'revisionId' | 'onEnded'>;
