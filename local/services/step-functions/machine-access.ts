import type { AccessRequest } from '../../kernel/service.ts';
import { parseMachineArn } from './arns.ts';

/**
 * What an operation on a machine asks of its caller. AWS judges the machine's own ARN; a version or an alias that was named
 * is the condition key `states:StateMachineQualifier`.
 * (Step Functions developer guide: "Authorization for state machine versions and aliases")
 */
export function machineAccess(action: string, arn: string): AccessRequest[] {
  const { stateMachineArn: resource, qualifier } = parseMachineArn(arn);
  if (qualifier === undefined) return [{ action, resource }];
  return [{ action, resource, conditions: { 'states:StateMachineQualifier': [qualifier] } }];
}
