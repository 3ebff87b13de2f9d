import { limits } from '../../engine/limits.ts';
import type { Snapshot } from '../../engine/types.ts';

/** Time after its end in which an execution can be redriven: 14 days. */
const redrivableMs = 14 * 24 * 60 * 60 * 1000;

interface RedriveStatus {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly redriveStatusReason?: string;
}

export function redriveStatusOf({ status, endedAtMs, eventCount }: Snapshot, nowMs: number): RedriveStatus {
  const refuse = (redriveStatusReason: string): RedriveStatus => {
    return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason };
  };
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return refuse(`Execution is ${status} and cannot be redriven`);
  }
  if (endedAtMs !== undefined && nowMs - endedAtMs > redrivableMs) {
    return refuse('Execution exceeds the redrivable period and cannot be redriven');
  }
  if (eventCount >= limits.historyEvents - 1) {
    return refuse('Execution history event count limit exceeded and cannot be redriven');
  }
  return { redriveStatus: 'REDRIVABLE' };
}
