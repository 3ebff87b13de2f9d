import type { EventShape } from '../../engine/history.ts';
import type { Effect, ExecutionIdentity, HistoryPart, Snapshot } from '../../engine/types.ts';
import { executionArnOf } from './arns.ts';
import type { Origins } from './execution-origins.ts';

/** A Standard execution as the journal has it. */
export interface RecordedExecution {
  readonly originKey: string;
  readonly snapshot: Snapshot;
  /** Effects that had not come back as an event. */
  readonly outstanding: readonly Effect[];
  /** The end of its history; what comes before is in a list of its own. */
  readonly history: readonly HistoryPart[];
}

/** What an event and the one before have in common is written once. */
const same = true;

/** JSON text: a snapshot is plain JSON (E1). What the execution's origin says is left out. */
export function encodeExecution({ originKey, snapshot, outstanding, history }: RecordedExecution): string {
  const { name, input, seed } = snapshot.execution;
  const own = { ...snapshot, execution: { name, input, seed } };
  return JSON.stringify({ originKey, snapshot: own, outstanding, history: history.map(packPart) });
}

export function decodeExecution(text: string, origins: Pick<Origins, 'get'>): RecordedExecution {
  const { history, snapshot, ...recorded } = JSON.parse(text) as EncodedExecution;
  const { identity } = origins.get(recorded.originKey);
  const executionArn = executionArnOf(identity.stateMachineArn, snapshot.execution.name);
  return {
    ...recorded,
    snapshot: { ...snapshot, execution: { ...identity, ...snapshot.execution, executionArn } },
    history: history.map(unpackPart),
  };
}

type EncodedExecution = Omit<RecordedExecution, 'snapshot' | 'history'> & {
  readonly snapshot: Omit<Snapshot, 'execution'> & {
    readonly execution: Pick<ExecutionIdentity, 'name' | 'input' | 'seed'>;
  };
  readonly history: readonly unknown[][];
};

/** Types of most events, which are written as their place in here: places never change. */
const typeNames = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Parallel', 'Map'].flatMap((type) => [
  `${type}StateEntered`,
  `${type}StateExited`,
]);
const typeCodes = new Map(typeNames.map((type, code) => [type, code]));

/** Cells in threes, as `history.ts` has them: shapes as type (or its code) and name, documents only where they are new. */
function packPart({ firstId, atMs, cells }: HistoryPart): unknown[] {
  const packed: unknown[] = [firstId, atMs];
  let document: unknown;
  for (let at = 0; at < cells.length; at += 3) {
    const kind = cells[at + 1] as string | EventShape;
    const value = cells[at + 2] ?? null;
    packed.push(cells[at], typeof kind === 'object' ? [typeCodes.get(kind.type) ?? kind.type, kind.name] : kind);
    packed.push(typeof value === 'string' && value === document ? same : value);
    if (typeof value === 'string') document = value;
  }
  return packed;
}

function unpackPart([firstId, atMs, ...packed]: readonly unknown[]): HistoryPart {
  const cells: unknown[] = [];
  let document: unknown;
  for (let at = 0; at < packed.length; at += 3) {
    const kind = packed[at + 1] as string | readonly [type: string | number, name: string];
    const value = packed[at + 2] === same ? document : packed[at + 2];
    cells.push(packed[at], typeof kind === 'string' ? kind : shapeOf(...kind), value ?? undefined);
    if (typeof value === 'string') document = value;
  }
  return { firstId: firstId as number, atMs: atMs as number, cells };
}

function shapeOf(typeOrCode: string | number, name: string): EventShape {
  const type = typeof typeOrCode === 'string' ? typeOrCode : typeNames[typeOrCode]!;
  if (type.endsWith('StateEntered')) return { type, name, member: 'input' };
  return { type, name, member: type.endsWith('StateExited') ? 'output' : 'index' };
}
