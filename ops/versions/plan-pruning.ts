/**
 * Which versions of machines and functions nothing needs any more.
 *
 * V1  A version of a workflow's definition stays while an open workflow is on it: its execution, and a redrive of it, go
 *     on with that version.
 * V2  Machines without instances run for a day at most: a version stays for two days after the next one came.
 * V3  What an alias points to stays, and the newest ones, for a deployment to roll back to.
 * V4  A version of a function stays while a definition that stays names it, and the newest one always.
 */

/** A day of retries, and a day to spare. Unit: milliseconds. */
const longestExecutionMs = 2 * 24 * 60 * 60 * 1_000;

export interface MachineVersion {
  readonly arn: string;
  readonly number: number;
  readonly createdMs: number;
  readonly isAliased: boolean;
  /** What instances call the version; null for machines without instances. */
  readonly definitionVersion: string | null;
  /** ARNs of versions of functions that its definition names. */
  readonly functionArns: readonly string[];
}

export interface FunctionVersion {
  readonly arn: string;
  readonly number: number;
  readonly isAliased: boolean;
}

export interface VersionInventory {
  /** By the machine's type, in any order. */
  readonly machines: Readonly<Record<string, readonly MachineVersion[]>>;
  /** By the function's name. */
  readonly functions: Readonly<Record<string, readonly FunctionVersion[]>>;
}

export interface OpenOnVersion {
  readonly type: string;
  readonly status: 'starting' | 'open';
  readonly definitionVersion: string | null;
}

export interface PruningItem {
  readonly arn: string;
  readonly kind: 'machine' | 'function';
  /** Null: it goes. */
  readonly keptBecause: string | null;
}

/** @param keepNewest how many of the newest versions of each machine stay in any case; at least 1 */
export function planPruning(
  { machines, functions }: VersionInventory,
  open: readonly OpenOnVersion[],
  keepNewest: number,
  nowMs: number,
): readonly PruningItem[] {
  const machineItems = Object.entries(machines).flatMap(([type, versions]) =>
    judgeMachine(
      versions,
      open.filter((workflow) => workflow.type === type),
      keepNewest,
      nowMs,
    ),
  );
  const kept = new Set(machineItems.filter(({ keptBecause }) => keptBecause !== null).map(({ arn }) => arn));
  const named = new Set(
    Object.values(machines)
      .flat()
      .filter(({ arn }) => kept.has(arn))
      .flatMap(({ functionArns }) => functionArns),
  );
  return [...machineItems, ...Object.values(functions).flatMap((versions) => judgeFunction(versions, named))];
}

function judgeMachine(
  versions: readonly MachineVersion[],
  open: readonly OpenOnVersion[],
  keepNewest: number,
  nowMs: number,
): readonly PruningItem[] {
  const newestFirst = [...versions].sort((a, b) => b.number - a.number);
  const isStarting = open.some(({ status, definitionVersion }) => status === 'starting' || definitionVersion === null);
  return newestFirst.map(({ arn, isAliased, definitionVersion }, index): PruningItem => {
    const users = open.filter((workflow) => workflow.definitionVersion === definitionVersion).length;
    const supersededMs = newestFirst[index - 1]?.createdMs ?? nowMs;
    const reasons = [
      isAliased && 'an alias points to it',
      index < keepNewest && 'newest',
      definitionVersion !== null && users > 0 && `${users} open`,
      definitionVersion !== null && isStarting && 'a run is just starting: which version it has is not known yet',
      definitionVersion === null && nowMs - supersededMs < longestExecutionMs && 'replaced less than two days ago',
    ];
    return { arn, kind: 'machine', keptBecause: reasons.find((reason) => reason !== false) || null };
  });
}

function judgeFunction(versions: readonly FunctionVersion[], named: ReadonlySet<string>): readonly PruningItem[] {
  const newestFirst = [...versions].sort((a, b) => b.number - a.number);
  return newestFirst.map(({ arn, isAliased }, index): PruningItem => {
    const reasons = [
      isAliased && 'an alias points to it',
      index === 0 && 'newest',
      named.has(arn) && 'a definition names it',
    ];
    return { arn, kind: 'function', keptBecause: reasons.find((reason) => reason !== false) || null };
  });
}
