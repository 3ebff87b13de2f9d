import type { AccessRequest } from '../../kernel/service.ts';
import { parseMachineArn } from './arns.ts';

/** Few machines are called often; the bound only keeps a runaway caller from filling the memory. */
const mostKnown = 1_000;
const known = new Map<string, Map<string, readonly AccessRequest[]>>();

/**
 * What an operation on a machine asks of its caller. AWS judges the machine's own ARN; a version or an alias that was named
 * is the condition key `states:StateMachineQualifier`.
 * (Step Functions developer guide: "Authorization for state machine versions and aliases")
 */
export function machineAccess(action: string, arn: string): readonly AccessRequest[] {
  const access = known.get(action)?.get(arn);
  if (access !== undefined) return access;
  const { stateMachineArn: resource, qualifier } = parseMachineArn(arn);
  const asked: readonly AccessRequest[] =
    qualifier === undefined
      ? [{ action, resource }]
      : [{ action, resource, conditions: { 'states:StateMachineQualifier': [qualifier] } }];
  const ofAction = known.get(action) ?? new Map<string, readonly AccessRequest[]>();
  if (ofAction.size >= mostKnown) ofAction.clear();
  known.set(action, ofAction.set(arn, asked));
  return asked;
}
