import { ENTITY_TYPES, type EntityType, LIVE_ALIAS, type MachineType, type Names } from '../names.ts';
import type { Capability, Grant } from './capability.ts';

/** What a handler does to runs: `start` and `stop` them, `complete` the wait of one. */
type Control = 'start' | 'stop' | 'complete';

/**
 * Starting executions by the alias `live`, and by nothing else. Step Functions checks this on the machine's own ARN, also
 * when the call names an alias; which one it names is a condition.
 */
export function startLive(names: Names, types: readonly MachineType[]): Grant {
  return {
    actions: ['states:StartExecution'],
    resources: types.map((type) => names.stateMachineArn(type)),
    conditions: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [LIVE_ALIAS] } },
  };
}

/** Giving signs of life to the waits of a workflow. Checked on the machine's ARN, as the completion of a wait is. */
export function sustainWaits(names: Names, type: EntityType): Grant {
  return { actions: ['states:SendTaskHeartbeat'], resources: [names.stateMachineArn(type)] };
}

/** Looking at what became of runs. */
export function inspectRuns(names: Names): Capability {
  return {
    environment: {},
    grants: [
      {
        actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
        resources: ENTITY_TYPES.map((type) => names.executionsArn(type)),
        wildcardReason: 'All executions of a named machine: their names carry ids of bookings and numbers of runs.',
      },
    ],
  };
}

/** Acting on the runs of workflows, of these types only. */
export function controlWorkflows(
  names: Names,
  controls: readonly Control[],
  types: readonly EntityType[] = ENTITY_TYPES,
): Capability {
  const grants: Record<Control, Grant> = {
    start: startLive(names, types),
    stop: {
      actions: ['states:StopExecution'],
      resources: types.map((type) => names.executionsArn(type)),
      wildcardReason: 'All executions of a named machine: their names carry ids of bookings and numbers of runs.',
    },
    // Documented as an action without resources; what AWS checks is the machine's ARN (github.com/aws/aws-cdk/pull/8486).
    complete: { actions: ['states:SendTaskSuccess'], resources: types.map((type) => names.stateMachineArn(type)) },
  };
  return {
    environment: { STATE_MACHINE_ARN_PREFIX: names.stateMachineArnPrefix },
    grants: controls.map((control) => grants[control]),
  };
}
