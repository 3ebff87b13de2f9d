/**
 * Fixed names of what has to be named before it exists: the router starts machines that invoke Lambdas that start
 * machines. A reference would make CloudFormation see a circle there; a name composed by rule does not. The names also
 * never change: a machine that is renamed is replaced, and its running executions die with the old one.
 */
import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** Workflows that live in instances of the `Workflows` table and take signals. */
export const ENTITY_TYPES = ['booking', 'deposit', 'trip-leg', 'rental-watch', 'subscription'] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** Express machines: started again and again, by schedules for example. An execution is short, and does no harm twice. */
const EXPRESS_TYPES = ['leg-assessment', 'vehicle-check'] as const;

/** All machines: workflows, and those without instances, of which each execution does one thing and ends. */
export type MachineType = EntityType | 'notification' | (typeof EXPRESS_TYPES)[number];

export function isExpress(type: MachineType): boolean {
  return (EXPRESS_TYPES as readonly MachineType[]).includes(type);
}

/** Alias through which executions are started. */
export const LIVE_ALIAS = 'live';

export interface Names {
  /** `legwork-<stage>`: begins every name. */
  readonly prefix: string;
  functionName(handler: string): string;
  /** All published versions of a function, old ones included: definitions that are still running name those. */
  functionVersionsArn(handler: string): string;
  stateMachineName(type: MachineType): string;
  /** Everything of a machine's ARN before its type. */
  readonly stateMachineArnPrefix: string;
  stateMachineArn(type: MachineType): string;
  /** What a call that starts an execution names. */
  liveAliasArn(type: MachineType): string;
  /** All executions of a machine. */
  executionsArn(type: MachineType): string;
  /** What an alarm on failed executions of a machine is called. */
  workflowFailedAlarmName(type: MachineType): string;
  /** All alarms of this stage. */
  readonly allAlarmsArn: string;
  /** All machines of this stage. */
  readonly allStateMachinesArn: string;
}

export function createNames(stack: Stack, prefix: string): Names {
  const statesArn = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const stateMachineName = (type: MachineType) => `${prefix}-${type}`;
  const functionName = (handler: string) => `${prefix}-${handler}`;
  return {
    prefix,
    functionName,
    functionVersionsArn: (handler) =>
      stack.formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: `${functionName(handler)}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    stateMachineName,
    stateMachineArnPrefix: statesArn('stateMachine', `${prefix}-`),
    stateMachineArn: (type) => statesArn('stateMachine', stateMachineName(type)),
    liveAliasArn: (type) => statesArn('stateMachine', `${stateMachineName(type)}:${LIVE_ALIAS}`),
    executionsArn: (type) => statesArn('execution', `${stateMachineName(type)}:*`),
    workflowFailedAlarmName: (type) => `${prefix}-workflow-failed-${type}`,
    allAlarmsArn: stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${prefix}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
    allStateMachinesArn: statesArn('stateMachine', `${prefix}-*`),
  };
}
