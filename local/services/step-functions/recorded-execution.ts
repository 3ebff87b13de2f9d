import type { Effect, ExecutionIdentity, HistoryPart, Snapshot } from '../../engine/types.ts';
import { executionArnOf } from './arns.ts';
import type { Origins } from './execution-origins.ts';
import { type PackedPart, packHistory, unpackHistory } from './packed-history.ts';

/** A Standard execution as the journal has it. */
export interface RecordedExecution {
  readonly originKey: string;
  readonly snapshot: Snapshot;
  /** Effects that had not come back as an event. */
  readonly outstanding: readonly Effect[];
  /** The end of its history; what comes before is in a list of its own. */
  readonly history: readonly HistoryPart[];
}

/** JSON text: a snapshot is plain JSON (E1). What the execution's origin says is left out. */
export function encodeExecution({ originKey, snapshot, outstanding, history }: RecordedExecution): string {
  const { name, input, seed } = snapshot.execution;
  const own = { ...snapshot, execution: { name, input, seed } };
  return JSON.stringify({ originKey, snapshot: own, outstanding, history: packHistory(history, input) });
}

export function decodeExecution(text: string, origins: Pick<Origins, 'get'>): RecordedExecution {
  const { originKey, snapshot, outstanding, history } = JSON.parse(text) as EncodedExecution;
  const { identity, shapes } = origins.get(originKey);
  const executionArn = executionArnOf(identity.stateMachineArn, snapshot.execution.name);
  const execution = { ...identity, ...snapshot.execution, executionArn };
  return {
    originKey,
    snapshot: { ...snapshot, execution },
    outstanding,
    history: unpackHistory(history, execution, shapes),
  };
}

type EncodedExecution = Pick<RecordedExecution, 'originKey' | 'outstanding'> & {
  readonly snapshot: Omit<Snapshot, 'execution'> & {
    readonly execution: Pick<ExecutionIdentity, 'name' | 'input' | 'seed'>;
  };
  readonly history: readonly PackedPart[];
};
