import type { ExecutionIdentity, Snapshot } from '../../engine/types.ts';
import type { MetricSample, RecordMetric } from '../cloudwatch/metric-sample.ts';

/**
 * Counts executions as Step Functions does: for the machine, and for the version and the alias that they were started by.
 * Many begin and end at one instant: they are told together, once `flush` is called, which has to be at that instant.
 */
export interface ExecutionMetrics {
  started(execution: ExecutionIdentity): void;
  ended(snapshot: Snapshot): void;
  flush(): void;
}

type Dimensions = MetricSample['dimensions'];

/** What is not told yet of one thing that executions are started by. */
interface Tally {
  readonly startedBy: ExecutionIdentity;
  readonly dimensions: readonly Dimensions[];
  isUntold: boolean;
  started: number;
  readonly ends: Map<string, number>;
  /** How often each duration, in milliseconds. */
  readonly durations: Map<number, number>;
}

const namesOfEnds = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
} as const;

export function createExecutionMetrics(record: RecordMetric): ExecutionMetrics {
  const tallies = new Map<string, Tally>();
  let untold: Tally[] = [];
  /** Of the last execution: the next one is mostly another one of the same machine. */
  let last: Tally | undefined;

  const tallyOf = (execution: ExecutionIdentity): Tally => {
    if (last === undefined || !isStartedAlike(last.startedBy, execution)) {
      const { stateMachineArn, stateMachineAliasArn = '', stateMachineVersionArn = '' } = execution;
      const key = `${stateMachineArn} ${stateMachineAliasArn} ${stateMachineVersionArn}`;
      last = tallies.get(key) ?? newTally(execution);
      tallies.set(key, last);
    }
    if (!last.isUntold) untold.push(last);
    last.isUntold = true;
    return last;
  };
  const tell = ({ dimensions }: Tally, name: string, value: number, unit: string, times: number): void => {
    for (const each of dimensions) record({ namespace: 'AWS/States', name, dimensions: each, value, unit }, times);
  };

  return {
    started(execution) {
      tallyOf(execution).started += 1;
    },
    ended({ execution, status, startedAtMs, endedAtMs = startedAtMs }) {
      if (status === 'RUNNING') return;
      const { ends, durations } = tallyOf(execution);
      const name = namesOfEnds[status];
      const durationMs = endedAtMs - startedAtMs;
      ends.set(name, (ends.get(name) ?? 0) + 1);
      durations.set(durationMs, (durations.get(durationMs) ?? 0) + 1);
    },
    flush() {
      if (untold.length === 0) return;
      for (const tally of untold) {
        if (tally.started > 0) tell(tally, 'ExecutionsStarted', 1, 'Count', tally.started);
        for (const [name, times] of tally.ends) tell(tally, name, 1, 'Count', times);
        for (const [durationMs, times] of tally.durations)
          tell(tally, 'ExecutionTime', durationMs, 'Milliseconds', times);
        tally.isUntold = false;
        tally.started = 0;
        tally.ends.clear();
        tally.durations.clear();
      }
      untold = [];
    },
  };
}

const isStartedAlike = (one: ExecutionIdentity, other: ExecutionIdentity): boolean =>
  one.stateMachineArn === other.stateMachineArn &&
  one.stateMachineAliasArn === other.stateMachineAliasArn &&
  one.stateMachineVersionArn === other.stateMachineVersionArn;

function newTally(startedBy: ExecutionIdentity): Tally {
  return {
    startedBy,
    dimensions: describe(startedBy),
    isUntold: false,
    started: 0,
    ends: new Map(),
    durations: new Map(),
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
