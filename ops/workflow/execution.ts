/** The execution of a workflow's current run, and the states that it entered last. */
import { DescribeExecutionCommand, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import type { Connection } from '../support/connection.ts';
import { isMissing } from '../support/failures.ts';

export interface ExecutionSummary {
  readonly arn: string;
  /** Null: Step Functions does not know it: not begun yet, or ended more than 90 days ago. */
  readonly status: string | null;
  readonly error: string | null;
  readonly redriveCount: number;
  /** Oldest first. */
  readonly states: readonly { readonly name: string; readonly at: string }[];
}

/** @param stateCount how many states at most */
export async function readExecution(
  { stepFunctions }: Connection,
  arn: string,
  stateCount: number,
): Promise<ExecutionSummary> {
  try {
    const described = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
    const { events = [] } = await stepFunctions.send(
      new GetExecutionHistoryCommand({
        executionArn: arn,
        reverseOrder: true,
        maxResults: 1_000,
        includeExecutionData: false,
      }),
    );
    const states = events.flatMap(({ stateEnteredEventDetails, timestamp }) =>
      stateEnteredEventDetails?.name === undefined || timestamp === undefined
        ? []
        : { name: stateEnteredEventDetails.name, at: timestamp.toISOString() },
    );
    return {
      arn,
      status: described.status ?? null,
      error: described.error ?? null,
      redriveCount: described.redriveCount ?? 0,
      states: states.slice(0, stateCount).reverse(),
    };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { arn, status: null, error: null, redriveCount: 0, states: [] };
  }
}
