import type { PolicyDocument, PolicyStatement } from '../../kernel/service.ts';
import type { FunctionRecord } from './function-store.ts';

/** Who may call a function, a version or an alias besides the account's own roles; undefined if nobody was named. */
export function resourcePolicyOf(
  record: FunctionRecord | undefined,
  qualifier: string | undefined,
): PolicyDocument | undefined {
  const statements = record?.policies.get(qualifier ?? '$LATEST');
  if (statements === undefined || statements.size === 0) return undefined;
  return { Version: '2012-10-17', Statement: [...statements.values()] };
}

export interface PermissionGrant {
  readonly statementId: string;
  readonly action: string;
  /** A service (`events.amazonaws.com`), an account id, an ARN, or `*`. */
  readonly principal: string;
  /** The function as it is called with this permission. */
  readonly functionArn: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

/** The statement that Lambda writes for `AddPermission`. */
export function permissionStatement(grant: PermissionGrant): PolicyStatement {
  const condition = {
    ...(grant.sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': grant.sourceArn } }),
    ...(grant.sourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': grant.sourceAccount } }),
  };
  return {
    Sid: grant.statementId,
    Effect: 'Allow',
    Principal: toPrincipal(grant.principal),
    Action: grant.action,
    Resource: grant.functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function toPrincipal(principal: string): PolicyStatement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}
