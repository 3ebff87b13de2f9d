import { createSnapshot } from '../../engine/transition.ts';
import type { EngineEvent, Snapshot } from '../../engine/types.ts';
import { executionArnOf } from './arns.ts';
import type { Execution } from './execution.ts';
import type { Origins } from './execution-origins.ts';

/** An execution that has followed its start and no more, or not even that: a snapshot can be made of it (E1). */
export interface RecordedStart {
  readonly originKey: string;
  /** Before the start. */
  readonly snapshot: Snapshot;
  readonly events: readonly EngineEvent[];
}

type EncodedStart = readonly [
  originKey: string,
  name: string,
  input: string,
  seed: number,
  startedAtMs: number,
  followedAtMs: number | null,
  /** Of an Express execution; that of a Standard one is made of those of the machine and the name. */
  executionArn?: string,
];

/**
 * A third of what a snapshot and the history of a waiting execution take, and of the time.
 *
 * @param followedAtMs instant at which the start was followed; absent if it was not
 */
export function encodeStart(
  originKey: string,
  { type, snapshot: { execution, startedAtMs } }: Pick<Execution, 'type' | 'snapshot'>,
  followedAtMs: number | undefined,
): string {
  const { name, input, seed, executionArn } = execution;
  const start: EncodedStart = [originKey, name, input, seed, startedAtMs, followedAtMs ?? null];
  return JSON.stringify(type === 'STANDARD' ? start : [...start, executionArn]);
}

/** Whether the text is that of a start, and none of a snapshot. */
export function isRecordedStart(text: string): boolean {
  return text.startsWith('[');
}

export function decodeStart(text: string, origins: Pick<Origins, 'get'>): RecordedStart {
  const [originKey, name, input, seed, startedAtMs, followedAtMs, arn] = JSON.parse(text) as EncodedStart;
  const { identity } = origins.get(originKey);
  const executionArn = arn ?? executionArnOf(identity.stateMachineArn, name);
  const snapshot = createSnapshot({ ...identity, executionArn, name, input, seed }, startedAtMs);
  return { originKey, snapshot, events: followedAtMs === null ? [] : [{ kind: 'start', atMs: followedAtMs }] };
}
