/**
 * What is particular about executions of Express machines.
 *
 * EX1  They are known to nobody but the loop while they run, and to nobody at all once they have ended: no description, no
 *      history, no entry in the journal, no event on the bus.
 * EX2  One that was started asynchronously runs at least once: its start is in the journal until it ends, and after a crash it
 *      begins from the start again.
 * EX3  One that somebody waits for runs at most once: it is in no journal, and ends with the process.
 */
import type { ExecutionStatus, Snapshot } from '../../engine/types.ts';

/** As `StartSyncExecution` answers. */
export interface SyncExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: Date;
  readonly stopDate: Date;
  readonly status: ExecutionStatus;
  readonly error?: string;
  readonly cause?: string;
  readonly input: string;
  readonly inputDetails: { readonly included: true };
  readonly output?: string;
  readonly outputDetails: { readonly included: true };
  readonly billingDetails: BillingDetails;
}

interface BillingDetails {
  readonly billedMemoryUsedInMB: number;
  readonly billedDurationInMilliseconds: number;
}

/** What is used is not known here: every execution counts as one of AWS's steps. Unit: MB. */
const memoryStepMb = 64;
/** Unit: milliseconds. */
const durationStepMs = 100;

export function describeSyncExecution(snapshot: Snapshot): SyncExecution {
  const { execution, status, startedAtMs, endedAtMs = startedAtMs, output, failure } = snapshot;
  const { executionArn, stateMachineArn, name, input } = execution;
  return {
    executionArn,
    stateMachineArn,
    name,
    startDate: new Date(startedAtMs),
    stopDate: new Date(endedAtMs),
    status,
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
    input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output }),
    outputDetails: { included: true },
    billingDetails: billingOf(snapshot),
  };
}

/** Unit: gigabyte-seconds, with 1,024 MB to the gigabyte. */
export function billedGbSeconds(snapshot: Snapshot): number {
  const { billedMemoryUsedInMB, billedDurationInMilliseconds } = billingOf(snapshot);
  return (billedMemoryUsedInMB / 1024) * (billedDurationInMilliseconds / 1000);
}

function billingOf({ startedAtMs, endedAtMs = startedAtMs }: Snapshot): BillingDetails {
  const steps = Math.max(1, Math.ceil((endedAtMs - startedAtMs) / durationStepMs));
  return { billedMemoryUsedInMB: memoryStepMb, billedDurationInMilliseconds: steps * durationStepMs };
}
