import type { EngineEvent, Snapshot } from '../../engine/types.ts';
import { redriveStatusOf } from './redrive-status.ts';

/** An event of an AWS service, for the default bus. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What the bus is told of a transition: one may both begin a run, by a start or a redrive, and end it. */
export function statusChanges({ kind, atMs }: EngineEvent, before: Snapshot, after: Snapshot): readonly ServiceEvent[] {
  if (after === before) return [];
  const begins = kind === 'start' || kind === 'redrive';
  const ends = after.status !== 'RUNNING' && (begins || before.status === 'RUNNING');
  return [...(begins ? [asRunning(after)] : []), ...(ends ? [after] : [])].map((snapshot) => {
    return statusChangeEvent(snapshot, atMs);
  });
}

/** Dates are milliseconds since 1970. */
function statusChangeEvent(snapshot: Snapshot, nowMs: number): ServiceEvent {
  const { execution, status, startedAtMs, endedAtMs, output, failure, redriveCount, redrivenAtMs } = snapshot;
  const { executionArn, stateMachineArn, name, input, stateMachineVersionArn, stateMachineAliasArn } = execution;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: startedAtMs,
      stopDate: endedAtMs ?? null,
      input,
      output: output ?? null,
      stateMachineVersionArn: stateMachineVersionArn ?? null,
      stateMachineAliasArn: stateMachineAliasArn ?? null,
      redriveCount,
      redriveDate: redrivenAtMs ?? null,
      redriveStatusReason: null,
      ...redriveStatusOf(snapshot, nowMs),
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      error: failure?.error ?? null,
      cause: failure?.cause ?? null,
    },
  };
}

/** As the execution was when it began to run, whatever the same transition has made of it since. */
function asRunning({ endedAtMs: _end, output: _output, failure: _failure, ...snapshot }: Snapshot): Snapshot {
  return { ...snapshot, status: 'RUNNING' };
}
