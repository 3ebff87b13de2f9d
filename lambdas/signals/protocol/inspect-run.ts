/** What Step Functions says about a run: two reads of an API that allows fifteen a second, for the few runs that are overdue. */
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandOutput,
} from '@aws-sdk/client-sfn';
import { executionName } from '../../domain/workflow-types.ts';
import type { WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';

export type RunInspection =
  /** Nobody has started it, or it ended longer ago than Step Functions remembers. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'ended'; readonly status: string; readonly endedAtMs: number }
  /** `waitingSinceMs`: it waits with a token, and has since then. */
  | { readonly kind: 'running'; readonly waitingSinceMs?: number };

export async function inspectRun(protocol: Protocol, workflow: WorkflowRun): Promise<RunInspection> {
  const executions = protocol.stateMachineArnPrefix.replace(':stateMachine:', ':execution:');
  const executionArn = `${executions}${workflow.type}:${executionName(workflow)}`;
  const described = await describe(protocol, executionArn);
  if (described === undefined) return { kind: 'missing' };
  const { status = '', stopDate } = described;
  if (status !== 'RUNNING') return { kind: 'ended', status, endedAtMs: stopDate?.getTime() ?? 0 };
  const { events = [] }: GetExecutionHistoryCommandOutput = await protocol.stepFunctions.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1, includeExecutionData: false }),
  );
  const [last] = events;
  // The task was handed its token and has not been answered: nothing else can be going on in a workflow, which has no branches.
  const isWaiting = last?.type === 'TaskSubmitted' && last.timestamp !== undefined;
  return { kind: 'running', ...(isWaiting && { waitingSinceMs: last.timestamp!.getTime() }) };
}

async function describe(protocol: Protocol, executionArn: string): Promise<DescribeExecutionCommandOutput | undefined> {
  try {
    return await protocol.stepFunctions.send(
      new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
    );
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}
