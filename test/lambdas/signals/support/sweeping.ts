/**
 * What the sweeper is told of a run, and when time may pass until it is due. Time passes only while no Lambda is at work, as
 * each ends within a minute; and not while a run waits with a token that the table has, whose own timeout comes first.
 */
import { ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import type { Instance } from '../../../../lambdas/signals/protocol/items.ts';
import { longestActivitySeconds } from '../../../../lambdas/signals/protocol/limits.ts';
import type { Choice } from './explore.ts';
import type { Execution } from './scenario.ts';

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

export interface Sweeping {
  readonly instance: Instance | undefined;
  readonly execution: Execution | undefined;
  readonly nowMs: number;
  readonly sweepsLeft: number;
  readonly isSwept: boolean;
  readonly isLambdaAtWork: boolean;
  readonly sweep: () => Promise<void>;
  readonly passTime: (untilMs: number) => void;
}

export function sweepChoices(state: Sweeping): readonly Choice[] {
  const { instance, execution, nowMs, sweepsLeft, isSwept, isLambdaAtWork } = state;
  if (sweepsLeft === 0 || isSwept || !instance?.expectedBy || instance.status === 'closed') return [];
  const choices: Choice[] = [];
  const expectedByMs = Date.parse(instance.expectedBy);
  if (expectedByMs <= nowMs) choices.push({ label: () => 'the sweeper comes', isFault: false, take: state.sweep });
  if (isLambdaAtWork || isWaitingAsStored(instance, execution)) return choices;
  const quietMs = (execution?.quietSinceMs ?? 0) + longestActivitySeconds * 1000;
  const untilMs = expectedByMs > nowMs ? expectedByMs : quietMs;
  if (untilMs > nowMs) {
    choices.push({
      label: () => 'nothing happens for long',
      isFault: false,
      take: async () => state.passTime(untilMs),
    });
  }
  return choices;
}

function isWaitingAsStored({ wait }: Instance, execution: Execution | undefined): boolean {
  return execution?.status === 'running' && wait !== undefined && wait.token === execution.token;
}
