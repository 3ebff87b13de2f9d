import { exceedsPayloadLimit, limits } from '../../engine/limits.ts';
import type { ExecutionIdentity, Snapshot, Writable } from '../../engine/types.ts';
import { jsonFault } from '../eventbridge/patterns/json-fault.ts';
import type { StepFunctionsContext } from './context.ts';
import { stepFunctionsErrors } from './errors.ts';
import type { Execution } from './execution.ts';
import { describeSyncExecution, type SyncExecution } from './express.ts';
import type { Startable } from './machine-store.ts';

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
 * Starts an execution. Of a Standard machine once a name: while one of that name runs, a start with the same input is
 * answered with it; with another input, or for 90 days after its end, the name is taken. Of an Express machine every time.
 */
export function startExecution(context: StepFunctionsContext, request: StartExecutionInput): StartExecutionOutput {
  const { kernel, arns, loop } = context;
  const start = prepare(context, request);
  const { name, input } = start;
  const { stateMachine } = start.startable;
  if (stateMachine.type === 'EXPRESS') return startOf(addExpress(context, start));
  const executionArn = arns.execution(stateMachine.name, name);
  // A name that is made up is nobody's.
  const existing = request.name === undefined ? undefined : loop.find(executionArn);
  if (existing !== undefined && isNameTaken(existing, kernel.clock.nowMs())) {
    if (existing.snapshot.status === 'RUNNING' && existing.snapshot.execution.input === input) return startOf(existing);
    throw stepFunctionsErrors.executionAlreadyExists(executionArn);
  }
  // Nothing of one that had the name before goes on in this one.
  if (existing !== undefined) loop.remove(executionArn);
  const { revision } = start.startable;
  return startOf(loop.add(identityOf(context, start, executionArn), 'STANDARD', revision));
}

/** Starts an execution of an Express machine and answers when it has ended. @throws AwsError for a Standard machine */
export function startSyncExecution(
  context: StepFunctionsContext,
  request: StartExecutionInput,
): Promise<SyncExecution> {
  const { type } = context.machines.get(request.stateMachineArn);
  if (type !== 'EXPRESS') throw stepFunctionsErrors.stateMachineTypeNotSupported();
  const start = prepare(context, request);
  return new Promise((resolve) => {
    addExpress(context, start, (ended) => resolve(describeSyncExecution(ended)));
  });
}

interface Start {
  readonly startable: Startable;
  readonly name: string;
  readonly input: string;
}

function prepare(
  { kernel, machines }: StepFunctionsContext,
  { stateMachineArn, name = kernel.identifiers.uuid(), input = '{}' }: StartExecutionInput,
): Start {
  const startable = machines.resolve(stateMachineArn, kernel.random);
  assertInput(input);
  return { startable, name, input };
}

function addExpress(context: StepFunctionsContext, start: Start, onEnded?: (ended: Snapshot) => void): Execution {
  const { kernel, arns, loop } = context;
  const { stateMachine, revision } = start.startable;
  const executionArn = arns.expressExecution(stateMachine.name, start.name, kernel.identifiers.uuid());
  return loop.add(identityOf(context, start, executionArn), 'EXPRESS', revision, onEnded);
}

function identityOf({ kernel }: StepFunctionsContext, start: Start, executionArn: string): ExecutionIdentity {
  const { startable, name, input } = start;
  const { stateMachine, revision, versionArn, aliasArn } = startable;
  const identity: Writable<ExecutionIdentity> = {
    executionArn,
    name,
    roleArn: revision.roleArn,
    stateMachineArn: stateMachine.arn,
    stateMachineName: stateMachine.name,
    input,
    seed: (kernel.random() * 2 ** 32) | 0,
  };
  if (versionArn !== undefined) identity.stateMachineVersionArn = versionArn;
  if (aliasArn !== undefined) identity.stateMachineAliasArn = aliasArn;
  return identity;
}

function startOf({ snapshot }: Execution): StartExecutionOutput {
  return { executionArn: snapshot.execution.executionArn, startDate: dateOf(snapshot.startedAtMs) };
}

let lastDate = new Date(0);

/** Thousands that start at one instant are answered with one date, which nobody changes. */
function dateOf(atMs: number): Date {
  if (lastDate.getTime() !== atMs) lastDate = new Date(atMs);
  return lastDate;
}

function isNameTaken({ snapshot: { endedAtMs } }: Execution, nowMs: number): boolean {
  return endedAtMs === undefined || nowMs - endedAtMs <= nameRetentionMs;
}

function assertInput(input: string): void {
  if (exceedsPayloadLimit(input)) {
    throw stepFunctionsErrors.validation(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${limits.payloadBytes}`,
    );
  }
  if (input === '') throw stepFunctionsErrors.invalidExecutionInput('Invalid execution input.');
  const fault = jsonFault(input);
  if (fault !== undefined) throw stepFunctionsErrors.invalidExecutionInput(fault);
}
