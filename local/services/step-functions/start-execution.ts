import { limits } from '../../engine/limits.ts';
import { jsonFault } from '../eventbridge/patterns/json-fault.ts';
import type { StepFunctionsContext } from './context.ts';
import { stepFunctionsErrors } from './errors.ts';
import type { Execution } from './execution-loop.ts';

export interface StartExecutionInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text. Default: `{}`. */
  readonly input?: string;
}

interface StartExecutionOutput {
  readonly executionArn: string;
  readonly startDate: Date;
}

/** How long a name stays taken after its execution has ended: 90 days. */
const nameRetentionMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Starts an execution, once a name: while one of that name runs, a start with the same input is answered with it; with
 * another input, or for 90 days after its end, the name is taken.
 */
export function startExecution(
  { kernel, arns, machines, loop }: StepFunctionsContext,
  { stateMachineArn, name = kernel.identifiers.uuid(), input = '{}' }: StartExecutionInput,
): StartExecutionOutput {
  const { stateMachine, revision, versionArn, aliasArn } = machines.resolve(stateMachineArn, kernel.random);
  assertInput(input);
  const executionArn = arns.execution(stateMachine.name, name);
  const existing = loop.find(executionArn);
  if (existing !== undefined && isNameTaken(existing, kernel.clock.nowMs())) {
    if (existing.snapshot.status === 'RUNNING' && existing.snapshot.execution.input === input) return startOf(existing);
    throw stepFunctionsErrors.executionAlreadyExists(executionArn);
  }
  const identity = {
    executionArn,
    name,
    roleArn: revision.roleArn,
    stateMachineArn: stateMachine.arn,
    stateMachineName: stateMachine.name,
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
    ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
    input,
    seed: Math.floor(kernel.random() * 2 ** 32),
  };
  return startOf(loop.add(identity, revision));
}

function startOf({ snapshot }: Execution): StartExecutionOutput {
  return { executionArn: snapshot.execution.executionArn, startDate: new Date(snapshot.startedAtMs) };
}

function isNameTaken({ snapshot: { endedAtMs } }: Execution, nowMs: number): boolean {
  return endedAtMs === undefined || nowMs - endedAtMs <= nameRetentionMs;
}

function assertInput(input: string): void {
  if (Buffer.byteLength(input) > limits.payloadBytes) {
    throw stepFunctionsErrors.validation(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${limits.payloadBytes}`,
    );
  }
  if (input === '') throw stepFunctionsErrors.invalidExecutionInput('Invalid execution input.');
  const fault = jsonFault(input);
  if (fault !== undefined) throw stepFunctionsErrors.invalidExecutionInput(fault);
}
