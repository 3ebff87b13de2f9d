import type { Instance } from '../../../../lambdas/signals/protocol/items.ts';
import type { Item } from './memory-table.ts';
import type { Checkpoint, Execution, Scenario } from './scenario.ts';
import { type Letter, signalTypeOf } from './signals.ts';

/** Everything at a moment; at rest, nothing but faults can happen any more. */
export interface StateOfRest {
  readonly scenario: Scenario;
  readonly instance: Instance | undefined;
  readonly executions: ReadonlyMap<number, Execution>;
  readonly signalItems: readonly Item[];
  readonly reported: ReadonlySet<string>;
  readonly show: (key: string) => string;
}

/** P1, P5 and P6 as they have to hold once all has come to rest; undefined if they do. */
export function violationAtRest(state: StateOfRest): string | undefined {
  const { scenario, instance, executions, signalItems, reported, show } = state;
  if (!instance) return scenario.signals.includes('S') ? 'P5: a start event was handled, and nothing began' : undefined;
  const execution = executions.get(instance.run);
  const isTerminated = instance.operation?.what === 'terminate';
  const { continueAt, restarts = 0, sweeps = 0 } = scenario;
  if (executions.size > (continueAt === undefined ? 1 : 2) + restarts + sweeps) return 'P5: more runs than begun';
  for (const { run, status } of executions.values()) {
    if (status === 'running' && (isTerminated || run !== instance.run)) return `P4: run ${run} is never over`;
  }
  if (!execution && !isTerminated) return `P5: nobody started run ${instance.run}`;
  // It waits for a redrive, or for a sweep.
  if (execution?.status === 'failed') return undefined;
  if (instance.status !== 'closed' && (execution?.status !== 'running' || execution.at !== 'await'))
    return `P1: the instance is ${instance.status}, run ${instance.run} is ${execution?.status} at ${execution?.at}`;
  // What a terminated run was told and had not yet acknowledged is none of its state.
  const applied = isTerminated ? (instance.checkpoint as Checkpoint | undefined)?.applied : execution?.applied;
  const waitsFor = scenario.waits[execution?.position ?? 0] ?? '';
  for (const item of signalItems) {
    const key = item.sk as string;
    const isPending = item.pendingSince !== undefined;
    const isConsumed = applied?.includes(key) === true;
    if (instance.status === 'closed') {
      if (isPending) return `P6: ${show(key)} is pending for ever`;
      if (isConsumed === reported.has(key)) return `P6: ${show(key)} is neither consumed nor reported, or both`;
      continue;
    }
    const isAccepted = [...waitsFor].some((letter) => signalTypeOf(letter as Letter) === item.type);
    if (isPending && !isConsumed && isAccepted) return `P1: nobody will deliver ${show(key)}`;
    if (!isPending && !isConsumed) return `P1: ${show(key)} is cleaned and in no run's state`;
  }
  return undefined;
}
