/**
 * What the sweeper is told of a run, and when time may pass until it is due. Time passes only while no Lambda is at work, as
 * each ends within a minute; and not while a run waits with a token that the table has, whose own timeout comes first.
 */
import { ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import type { Instance } from '../../../../lambdas/signals/protocol/items.ts';
import { longestActivitySeconds } from '../../../../lambdas/signals/protocol/limits.ts';
import type { Choice } from './explore.ts';
import type { Invocation } from './fleet.ts';
import type { Budget, Execution } from './scenario.ts';

const statuses = { running: 'RUNNING', done: 'SUCCEEDED', fenced: 'SUCCEEDED', failed: 'FAILED', aborted: 'ABORTED' };

export function describeRun(execution: Execution | undefined): unknown {
  if (!execution) throw new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', $metadata: {} });
  const { status, quietSinceMs } = execution;
  return {
    status: statuses[status],
    ...(status !== 'running' && quietSinceMs !== undefined && { stopDate: new Date(quietSinceMs) }),
  };
}

/** Its last event, which is all that the sweeper looks at. */
export function historyOfRun(execution: Execution): unknown {
  const { at, quietSinceMs } = execution;
  if (at !== 'await' || quietSinceMs === undefined) return { events: [{ type: 'TaskScheduled' }] };
  return { events: [{ type: 'TaskSubmitted', timestamp: new Date(quietSinceMs) }] };
}

export const runOf = (executionArn: string): number => Number(executionArn.split('-r').at(-1));

interface Moment {
  readonly instance: Instance | undefined;
  readonly executions: ReadonlyMap<number, Execution>;
  readonly invocations: readonly Invocation[];
  readonly nowMs: number;
  readonly left: Budget;
}

interface Acts {
  readonly sweep: () => Promise<void>;
  readonly passTime: (untilMs: number) => () => Promise<void>;
}

export function sweepChoices(moment: Moment, { sweep, passTime }: Acts): readonly Choice[] {
  const { instance, executions, invocations, nowMs, left } = moment;
  const isSwept = invocations.some(({ kind }) => kind === 'sweeper');
  if (left.sweeps === 0 || isSwept || !instance?.expectedBy || instance.status === 'closed') return [];
  const choices: Choice[] = [];
  const add = (label: string, take: () => Promise<void>) => choices.push({ label: () => label, isFault: false, take });
  const expectedByMs = Date.parse(instance.expectedBy);
  if (expectedByMs <= nowMs) add('the sweeper comes', sweep);
  const execution = executions.get(instance.run);
  const isLambdaAtWork = invocations.some(({ kind }) => kind !== 'operator');
  if (isLambdaAtWork || isWaitingAsStored(instance, execution)) return choices;
  const quietMs = (execution?.quietSinceMs ?? 0) + longestActivitySeconds * 1000;
  const untilMs = expectedByMs > nowMs ? expectedByMs : quietMs;
  if (untilMs > nowMs) add('nothing happens for long', passTime(untilMs));
  return choices;
}

function isWaitingAsStored({ wait }: Instance, execution: Execution | undefined): boolean {
  return execution?.status === 'running' && wait !== undefined && wait.token === execution.token;
}
