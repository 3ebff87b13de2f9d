import type { Failure } from '../../../engine/types.ts';
import type { Operation } from '../../../kernel/service.ts';
import { assertExecutionArn } from '../arns.ts';
import type { StepFunctionsContext } from '../context.ts';
import { describeExecution, describeMachineOfExecution, listedExecution } from '../describe-execution.ts';
import { stepFunctionsErrors } from '../errors.ts';
import { findExecution } from '../find-execution.ts';
import { machineAccess } from '../machine-access.ts';
import { assertName } from '../names.ts';
import { type PageInput, pageOf } from '../paging.ts';
import { redriveStatusOf } from '../redrive-status.ts';
import { type StartExecutionInput, startExecution, startSyncExecution } from '../start-execution.ts';

type ByExecution = { readonly executionArn: string };
type StopInput = ByExecution & Failure;
interface ListInput extends PageInput {
  readonly stateMachineArn: string;
  readonly statusFilter?: string;
}

/** Operations on executions. `StopExecution` and `RedriveExecution` answer when they have taken effect. */
export function createExecutionOperations(context: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const { loop, machines, kernel } = context;
  const onExecution = (action: string) => (input: ByExecution) => {
    assertExecutionArn(input.executionArn);
    return [{ action, resource: input.executionArn }];
  };

  const list = ({ stateMachineArn, statusFilter, ...page }: ListInput) => {
    const { arn, type } = machines.get(stateMachineArn);
    if (type === 'EXPRESS') throw stepFunctionsErrors.stateMachineTypeNotSupported();
    const isWanted = wantedBy(arn, stateMachineArn);
    const executions = [...loop.list(arn)].reverse().filter(({ snapshot }) => {
      return isWanted(snapshot.execution) && (statusFilter === undefined || snapshot.status === statusFilter);
    });
    const { items, ...rest } = pageOf(executions, page);
    return { executions: items.map(listedExecution), ...rest };
  };

  const stop = async ({ executionArn, error, cause }: StopInput) => {
    const execution = findExecution(loop, executionArn);
    const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    await loop.deliver(execution, { kind: 'stop', failure });
    return { stopDate: new Date(execution.snapshot.endedAtMs ?? kernel.clock.nowMs()) };
  };

  const redrive = async ({ executionArn }: ByExecution) => {
    const execution = findExecution(loop, executionArn);
    const { redriveStatus, redriveStatusReason } = redriveStatusOf(execution.snapshot, kernel.clock.nowMs());
    if (redriveStatus !== 'REDRIVABLE') throw stepFunctionsErrors.executionNotRedrivable(redriveStatusReason ?? '');
    await loop.deliver(execution, { kind: 'redrive' });
    return { redriveDate: new Date(execution.snapshot.redrivenAtMs ?? kernel.clock.nowMs()) };
  };

  return {
    StartExecution: {
      access: ({ stateMachineArn }: StartExecutionInput) => machineAccess('states:StartExecution', stateMachineArn),
      handle: (input: StartExecutionInput) => {
        if (input.name !== undefined) assertName(input.name);
        return startExecution(context, input);
      },
    },
    StartSyncExecution: {
      access: ({ stateMachineArn }: StartExecutionInput) => machineAccess('states:StartSyncExecution', stateMachineArn),
      handle: (input: StartExecutionInput) => {
        if (input.name !== undefined) assertName(input.name);
        return startSyncExecution(context, input);
      },
    },
    DescribeExecution: {
      access: onExecution('states:DescribeExecution'),
      handle: ({ executionArn }: ByExecution) =>
        describeExecution(findExecution(loop, executionArn), kernel.clock.nowMs()),
    },
    DescribeStateMachineForExecution: {
      access: onExecution('states:DescribeStateMachineForExecution'),
      handle: ({ executionArn }: ByExecution) => {
        const execution = findExecution(loop, executionArn);
        return describeMachineOfExecution(execution);
      },
    },
    ListExecutions: {
      access: ({ stateMachineArn }: ListInput) => machineAccess('states:ListExecutions', stateMachineArn),
      handle: list,
    },
    StopExecution: { access: onExecution('states:StopExecution'), handle: stop },
    RedriveExecution: { access: onExecution('states:RedriveExecution'), handle: redrive },
  };
}

/** A machine's own ARN lists all its executions; that of a version or an alias those that were started by it. */
function wantedBy(machineArn: string, listedArn: string) {
  return (execution: {
    readonly stateMachineArn: string;
    readonly stateMachineVersionArn?: string;
    readonly stateMachineAliasArn?: string;
  }): boolean => {
    if (listedArn === machineArn) return execution.stateMachineArn === machineArn;
    return execution.stateMachineVersionArn === listedArn || execution.stateMachineAliasArn === listedArn;
  };
}
