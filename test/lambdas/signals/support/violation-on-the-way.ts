/** What has to hold at every moment; undefined if it does. */
import type { Instance } from '../../../../lambdas/signals/protocol/items.ts';
import type { Checkpoint, Execution } from './scenario.ts';
import { type Letter, signalTypeOf } from './signals.ts';
import type { StateOfRest } from './violation-at-rest.ts';

type Moment = Omit<StateOfRest, 'scenario'>;

/** P4: nobody goes on, or acts, for a run after a later one began. */
export function violationByLateRun({ executions }: Moment, { run }: Execution): string | undefined {
  const later = [...executions.values()].find((other) => other.run > run && other.loaded);
  return later && `P4: run ${run} goes on after run ${later.run} began`;
}

/** P4: the sweeper takes the workflow from a run that waits as the table has it. @param before the instance that it replaces */
export function violationByRepair({ executions }: Moment, before: Instance | undefined): string | undefined {
  const execution = before && executions.get(before.run);
  const isAlive = execution?.status === 'running' && before?.wait?.token === execution.token;
  return isAlive ? `P4: run ${before?.run} waits, and is replaced as if it were gone` : undefined;
}

/** P3, as the run consumes the signal. @param stored keys in the order in which they were stored */
export function violationByOrder(
  { signalItems, show }: Moment,
  execution: Execution,
  key: string,
  accepts: string,
  stored: readonly string[],
): string | undefined {
  for (const item of signalItems) {
    const older = item.sk as string;
    if (older >= key || item.pendingSince === undefined || execution.applied.includes(older)) continue;
    if (![...accepts].some((letter) => signalTypeOf(letter as Letter) === item.type)) continue;
    if (stored.indexOf(older) < stored.indexOf(key))
      return `P3: ${show(key)} is delivered before ${show(older)}, which is older and was stored earlier`;
  }
  return undefined;
}

/** P6 and P7, of what is stored. */
export function violationInTable({ instance, executions, signalItems, reported, show }: Moment): string | undefined {
  const acknowledged = (instance?.checkpoint as Checkpoint | undefined)?.applied ?? [];
  // What a terminated run was told and had not yet acknowledged is none of its state.
  const isTerminated = instance?.operation?.what === 'terminate';
  const live = instance && !isTerminated ? executions.get(instance.run) : undefined;
  for (const item of signalItems) {
    const key = item.sk as string;
    if (item.pendingSince === undefined && !acknowledged.includes(key) && !reported.has(key))
      return `P7: ${show(key)} was cleaned, and no checkpoint contains it`;
    if (reported.has(key) && (acknowledged.includes(key) || live?.applied.includes(key)))
      return `P6: ${show(key)} was consumed and reported`;
  }
  return undefined;
}
