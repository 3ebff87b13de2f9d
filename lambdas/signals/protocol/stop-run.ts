import { ExecutionDoesNotExist, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName } from '../../domain/workflow-types.ts';
import type { WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';

/** Why an execution was stopped, as it stands in its history and in the console. No personal data. */
interface End {
  readonly error: 'Fenced' | 'Terminated';
  readonly cause: string;
}

/** Stops the execution of a run. May be repeated: one that has ended, or never began, is as good as stopped. */
export async function stopRun(protocol: Protocol, workflow: WorkflowRun, { error, cause }: End): Promise<void> {
  const executions = protocol.stateMachineArnPrefix.replace(':stateMachine:', ':execution:');
  const executionArn = `${executions}${workflow.type}:${executionName(workflow)}`;
  try {
    await protocol.stepFunctions.send(new StopExecutionCommand({ executionArn, error, cause }));
  } catch (failure) {
    if (!(failure instanceof ExecutionDoesNotExist)) throw failure;
  }
}
