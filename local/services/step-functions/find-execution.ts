import { assertExecutionArn } from './arns.ts';
import { stepFunctionsErrors } from './errors.ts';
import type { Execution } from './execution.ts';
import type { ExecutionLoop } from './execution-loop.ts';

/** Throws `InvalidArn` or `ExecutionDoesNotExist`. */
export function findExecution(loop: ExecutionLoop, executionArn: string): Execution {
  assertExecutionArn(executionArn);
  const execution = loop.find(executionArn);
  if (execution === undefined) throw stepFunctionsErrors.executionDoesNotExist(executionArn);
  return execution;
}
