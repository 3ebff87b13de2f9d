import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { isMissing } from '../support/failures.ts';

/** How an execution stands, and whether Step Functions would take it up again. */
export interface ExecutionStatus {
  /** Null: Step Functions does not know it: not begun yet, or ended more than 90 days ago. */
  readonly status: string | null;
  readonly error: string | null;
  readonly redriveCount: number;
  readonly isRedrivable: boolean;
  /** Why it is not, in AWS's words. */
  readonly redriveRefusal: string | null;
}

/** One call of `DescribeExecution`, of which Step Functions answers 15 a second: callers keep to a pace. */
export async function readExecutionStatus(
  stepFunctions: Pick<SFNClient, 'send'>,
  executionArn: string,
): Promise<ExecutionStatus> {
  try {
    const { status, error, redriveCount, redriveStatus, redriveStatusReason } = await stepFunctions.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    return {
      status: status ?? null,
      error: error ?? null,
      redriveCount: redriveCount ?? 0,
      isRedrivable: redriveStatus === 'REDRIVABLE',
      redriveRefusal: redriveStatusReason ?? null,
    };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { status: null, error: null, redriveCount: 0, isRedrivable: false, redriveRefusal: null };
  }
}

/** It has come to an end that no workflow ends with by itself. */
export const hasFailed = ({ status }: Pick<ExecutionStatus, 'status'>): boolean =>
  status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED';
