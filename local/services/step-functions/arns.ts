import type { Kernel } from '../../kernel/kernel.ts';
import { stepFunctionsErrors } from './errors.ts';

/** The ARN of a machine, and what was added to it: a version's number or an alias's name. */
export interface MachineReference {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly qualifier: string | undefined;
}

export interface Arns {
  activity(name: string): string;
  stateMachine(name: string): string;
  execution(stateMachineName: string, executionName: string): string;
  /** Of an Express machine: names are not unique there, the last part is. */
  expressExecution(stateMachineName: string, executionName: string, uuid: string): string;
}

export function createArns({ accountId, region }: Pick<Kernel, 'accountId' | 'region'>): Arns {
  const prefix = `arn:aws:states:${region}:${accountId}`;
  /** Executions of one machine come one after the other more often than not. */
  let last = { stateMachineName: '', executionPrefix: '' };
  const executionPrefix = (stateMachineName: string): string => {
    if (last.stateMachineName !== stateMachineName) {
      last = { stateMachineName, executionPrefix: `${prefix}:execution:${stateMachineName}:` };
    }
    return last.executionPrefix;
  };
  return {
    activity: (name) => `${prefix}:activity:${name}`,
    stateMachine: (name) => `${prefix}:stateMachine:${name}`,
    execution: (stateMachineName, executionName) => `${executionPrefix(stateMachineName)}${executionName}`,
    expressExecution: (stateMachineName, executionName, uuid) =>
      `${prefix}:express:${stateMachineName}:${executionName}:${uuid}`,
  };
}

const machinePattern = /^(arn:aws:states:[^:]+:\d{12}:stateMachine:([^:/]+))(?::([^:]+))?$/;
const executionPattern = /^(arn:aws:states:[^:]+:\d{12}):execution:([^:]+):([^:]+)$/;

/** Few machines are named by many calls; the bound only keeps a runaway caller from filling the memory. */
const mostReferences = 1_000;
const references = new Map<string, MachineReference>();

/** Throws `InvalidArn`. */
export function parseMachineArn(arn: string): MachineReference {
  const known = references.get(arn);
  if (known !== undefined) return known;
  const match = machinePattern.exec(arn);
  if (match === null) throw invalidArn(arn);
  const reference = { stateMachineArn: match[1]!, name: match[2]!, qualifier: match[3] };
  if (references.size >= mostReferences) references.clear();
  references.set(arn, reference);
  return reference;
}

/** Throws `InvalidArn`. */
export function assertExecutionArn(arn: string): void {
  if (!executionPattern.test(arn)) throw invalidArn(arn);
}

/** ARN of an execution of the machine with this ARN. */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** What the ARN of an execution of a Standard machine is made of; absent for any other ARN. */
export function splitExecutionArn(
  arn: string,
): { readonly stateMachineArn: string; readonly name: string } | undefined {
  const match = executionPattern.exec(arn);
  return match === null ? undefined : { stateMachineArn: `${match[1]}:stateMachine:${match[2]}`, name: match[3]! };
}

/** ARN of the machine that the execution is one of. */
export function machineArnOfExecution(arn: string): string {
  const place = splitExecutionArn(arn);
  if (place === undefined) throw invalidArn(arn);
  return place.stateMachineArn;
}

function invalidArn(arn: string): Error {
  if (!arn.startsWith('arn:')) return stepFunctionsErrors.invalidArn(`Invalid ARN prefix: ${arn}`);
  const type = arn.split(':')[5];
  return stepFunctionsErrors.invalidArn(`Resource type not valid in this context: ${type}`);
}
