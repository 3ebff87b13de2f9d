import type { Execution } from './execution.ts';
import { redriveStatusOf } from './redrive-status.ts';
import { shownReferences } from './revision.ts';

/** An execution as `ListExecutions` shows it. */
export function listedExecution({ snapshot }: Execution): Readonly<Record<string, unknown>> {
  const { execution, status, startedAtMs, endedAtMs, redriveCount, redrivenAtMs } = snapshot;
  const { executionArn, name, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = execution;
  return {
    executionArn,
    name,
    stateMachineArn,
    status,
    startDate: new Date(startedAtMs),
    ...(endedAtMs === undefined ? {} : { stopDate: new Date(endedAtMs) }),
    ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
    ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
    redriveCount,
    ...(redrivenAtMs === undefined ? {} : { redriveDate: new Date(redrivenAtMs) }),
  };
}

export function describeExecution(execution: Execution, nowMs: number): Readonly<Record<string, unknown>> {
  const { snapshot } = execution;
  const { output, failure } = snapshot;
  return {
    ...listedExecution(execution),
    input: snapshot.execution.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
    ...redriveStatusOf(snapshot, nowMs),
  };
}

/** The machine as it was when the execution started. */
export function describeMachineOfExecution({
  snapshot,
  revision: { definition, revisionId },
}: Execution): Readonly<Record<string, unknown>> {
  const { stateMachineArn, stateMachineName, roleArn } = snapshot.execution;
  return {
    stateMachineArn,
    name: stateMachineName,
    definition,
    roleArn,
    updateDate: new Date(snapshot.startedAtMs),
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...shownReferences(definition),
    ...(revisionId === 'INITIAL' ? {} : { revisionId }),
  };
}
