import type { Instance } from '../../../../lambdas/signals/protocol/items.ts';
import type { Choice } from './explore.ts';
import type { OperatorCommand } from './fleet.ts';
import type { Budget } from './scenario.ts';

/** What an operator may do to the workflow as it is now. */
export function operatorChoices(
  instance: Instance | undefined,
  left: Budget,
  operate: (what: OperatorCommand, run: number) => Promise<void>,
): readonly Choice[] {
  if (!instance || instance.status === 'closed') return [];
  const { run } = instance;
  const choice = (what: OperatorCommand): Choice => ({
    label: () => `an operator: ${what} run ${run}`,
    isFault: true,
    take: () => operate(what, run),
  });
  return [...(left.restarts > 0 ? [choice('restart')] : []), ...(left.terminations > 0 ? [choice('terminate')] : [])];
}
