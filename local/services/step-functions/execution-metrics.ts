import type { ExecutionIdentity, Snapshot } from '../../engine/types.ts';
import type { MetricSample, RecordMetric } from '../cloudwatch/metric-sample.ts';

/** Counts executions as Step Functions does: for the machine, and for the version and the alias that they were started by. */
export interface ExecutionMetrics {
  started(execution: ExecutionIdentity): void;
  ended(snapshot: Snapshot): void;
}

type Dimensions = MetricSample['dimensions'];

const namesOfEnds = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
} as const;

export function createExecutionMetrics(record: RecordMetric): ExecutionMetrics {
  /** By what was started: the same objects each time, as long as machines are few. */
  const known = new Map<string, readonly Dimensions[]>();
  const dimensionsOf = (execution: ExecutionIdentity): readonly Dimensions[] => {
    const { stateMachineArn, stateMachineAliasArn = '', stateMachineVersionArn = '' } = execution;
    const key = `${stateMachineArn} ${stateMachineAliasArn} ${stateMachineVersionArn}`;
    const all = known.get(key) ?? describe(execution);
    known.set(key, all);
    return all;
  };
  const add = (execution: ExecutionIdentity, name: string, value: number, unit: string): void => {
    for (const dimensions of dimensionsOf(execution))
      record({ namespace: 'AWS/States', name, dimensions, value, unit });
  };
  return {
    started: (execution) => add(execution, 'ExecutionsStarted', 1, 'Count'),
    ended({ execution, status, startedAtMs, endedAtMs = startedAtMs }) {
      if (status === 'RUNNING') return;
      add(execution, namesOfEnds[status], 1, 'Count');
      add(execution, 'ExecutionTime', endedAtMs - startedAtMs, 'Milliseconds');
    },
  };
}

function describe(execution: ExecutionIdentity): readonly Dimensions[] {
  const { stateMachineArn: StateMachineArn, stateMachineAliasArn, stateMachineVersionArn } = execution;
  const qualifierOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
  return [
    { StateMachineArn },
    ...(stateMachineVersionArn === undefined
      ? []
      : [{ StateMachineArn, Version: qualifierOf(stateMachineVersionArn) }]),
    ...(stateMachineAliasArn === undefined ? [] : [{ StateMachineArn, Alias: qualifierOf(stateMachineAliasArn) }]),
  ];
}
