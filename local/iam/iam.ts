import { createVolatileJournal, type Journal } from '../journal/journal.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { Observer } from '../kernel/observer.ts';
import type { AccessRequest, Caller, PolicyDocument, ServiceName } from '../kernel/service.ts';
import { accessDenied } from './access-denied.ts';
import { type Credentials, createCredentialBook } from './credentials.ts';
import { evaluatePolicies, type PolicyRequest } from './evaluate-policy.ts';
import { createKnownDecisions, type Decision } from './known-decisions.ts';
import { createKnownStatements } from './known-statements.ts';
import { createRoles, type Role, type Roles } from './roles.ts';
import { createUsage, type PermissionReport } from './usage.ts';

/**
 * Who may do what, as AWS decides it within one account:
 *
 * I1  A Deny of any policy that applies outweighs everything, for the administrator as well.
 * I2  Otherwise a role needs an Allow of its own policies or of the resource's; a service that acts by itself has no
 *     policies of its own and needs the resource's.
 * I3  The account's root as a principal of a resource policy allows nothing by itself: it leaves the decision to the
 *     policies of the account's roles.
 */
export interface Iam {
  readonly roles: Roles;
  /** Throws what AWS answers if the caller may not do one of the things that a call needs. */
  authorise(service: ServiceName, caller: Caller, access: readonly AccessRequest[]): void;
  /** Whether the role's trust policy lets the service (`lambda.amazonaws.com`) use it on behalf of `sourceArn`. */
  isTrusted(roleArn: string, servicePrincipal: string, sourceArn: string): boolean;
  /** Throws `AccessDenied` for `sts:AssumeRole` where `isTrusted` is false. */
  assertTrusts(roleArn: string, servicePrincipal: string, sourceArn: string): void;
  credentialsFor(roleArn: string, sessionName: string): Credentials;
  /** Whose access key it is; an unknown one is the administrator's. */
  callerOf(accessKeyId: string | undefined): Caller;
  /** ARN under which AWS's messages and `GetCallerIdentity` name the caller. */
  principalArn(caller: Caller): string;
  permissions(): PermissionReport;
}

export interface IamOptions {
  readonly accountId: string;
  readonly observer: Observer;
  /** Default: nothing is kept. */
  readonly journal?: Journal;
}

export function createIam({ accountId, observer, journal = createVolatileJournal() }: IamOptions): Iam {
  const roles = createRoles(journal);
  const credentials = createCredentialBook();
  const usage = createUsage(journal);
  const known = createKnownDecisions();
  const statements = createKnownStatements();
  const rootArn = `arn:aws:iam::${accountId}:root`;

  const principalArn = (caller: Caller): string => {
    switch (caller.kind) {
      case 'administrator':
        return `arn:aws:iam::${accountId}:user/administrator`;
      case 'role':
        return `arn:aws:sts::${accountId}:assumed-role/${roleNameOf(caller.roleArn)}/${caller.sessionName}`;
      case 'service':
        return caller.principal;
    }
  };

  const requestOf = (caller: Caller, access: AccessRequest): PolicyRequest => ({
    action: access.action,
    resource: access.resource,
    principals: {
      AWS: caller.kind === 'service' ? [] : [principalArn(caller), ...(caller.kind === 'role' ? [caller.roleArn] : [])],
      Service: caller.kind === 'service' ? [caller.principal] : [],
    },
    conditions: { ...conditionsOf(caller, accountId, principalArn(caller)), ...access.conditions },
  });

  const decide = (caller: Caller, access: AccessRequest): Decision => {
    // Nothing but a resource's policy can keep the administrator from anything.
    if (caller.kind === 'administrator' && access.resourcePolicy === undefined) return 'allowed';
    const role = caller.kind === 'role' ? roles.find(caller.roleArn) : undefined;
    if (role === undefined || access.resourcePolicy !== undefined) return judge(caller, access, role);
    return access.conditions === undefined
      ? decideOnce(caller, access, role)
      : decideByConditions(caller, access, role);
  };

  const decideOnce = (caller: Caller, access: AccessRequest, role: Role): Decision =>
    known.of(role, access, () => judge(caller, access, role));

  const decideByConditions = (caller: Caller, access: AccessRequest, role: Role): Decision => {
    const request = requestOf(caller, access);
    const verdict = statements.evaluate(role, request, () => usage.noteCall(role, request));
    if (verdict === 'denied') return 'identity-deny';
    return verdict === 'allowed' ? 'allowed' : 'no-identity-allow';
  };

  const judge = (caller: Caller, access: AccessRequest, role: Role | undefined): Decision => {
    const request = requestOf(caller, access);
    if (role !== undefined) usage.noteCall(role, request);
    const byIdentity =
      caller.kind === 'administrator' ? 'allowed' : evaluatePolicies(role?.policies ?? [], request, 'identity');
    const byResource =
      access.resourcePolicy === undefined
        ? 'not-mentioned'
        : evaluateResourcePolicy(access.resourcePolicy, request, caller, [rootArn, accountId]);
    if (byIdentity === 'denied') return 'identity-deny';
    if (byResource === 'denied') return 'resource-deny';
    if (byIdentity === 'allowed' || byResource === 'allowed') return 'allowed';
    return caller.kind === 'service' ? 'no-resource-allow' : 'no-identity-allow';
  };

  const isTrusted = (roleArn: string, servicePrincipal: string, sourceArn: string): boolean => {
    const role = roles.find(roleArn);
    if (role === undefined) return false;
    const caller: Caller = { kind: 'service', principal: servicePrincipal, sourceArn };
    const request = requestOf(caller, { action: 'sts:AssumeRole', resource: roleArn });
    return evaluatePolicies([role.trustPolicy], request, 'resource') === 'allowed';
  };

  const refuse = (
    service: ServiceName,
    caller: Caller,
    { action, resource }: AccessRequest,
    reason: Exclude<Decision, 'allowed'>,
  ): Error => {
    const principal = reportedPrincipal(caller, principalArn(caller));
    usage.noteDenied({ principal, action, resource });
    observer.emit({ kind: 'access-denied', principal, action, resource });
    return accessDenied({ service, principal: principalArn(caller), action, resource, reason });
  };

  return {
    roles,
    authorise(service, caller, access) {
      for (let next = 0; next < access.length; next += 1) {
        const decision = decide(caller, access[next]!);
        if (decision !== 'allowed') throw refuse(service, caller, access[next]!, decision);
      }
    },
    isTrusted,
    assertTrusts(roleArn, servicePrincipal, sourceArn) {
      if (isTrusted(roleArn, servicePrincipal, sourceArn)) return;
      throw new AwsError(
        'AccessDenied',
        `User: ${servicePrincipal} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        { statusCode: 403 },
      );
    },
    credentialsFor: (roleArn, sessionName) => credentials.issue(roleArn, sessionName),
    callerOf: (accessKeyId) => credentials.callerOf(accessKeyId),
    principalArn,
    permissions: () => usage.report(roles.all()),
  };
}

/** A resource policy's Deny meets the account's root and everyone in it; its Allow must name the caller: I3. */
function evaluateResourcePolicy(
  policy: PolicyDocument,
  request: PolicyRequest,
  caller: Caller,
  accountPrincipals: readonly string[],
) {
  // A policy of one statement may have it without a list around.
  const statements = [policy.Statement].flat();
  const allows = statements.filter((statement) => statement.Effect === 'Allow');
  const denies = statements.filter((statement) => statement.Effect === 'Deny');
  const inAccount: PolicyRequest =
    caller.kind === 'service'
      ? request
      : { ...request, principals: { ...request.principals, AWS: [...request.principals.AWS, ...accountPrincipals] } };
  if (evaluatePolicies([{ Statement: denies }], inAccount, 'resource') === 'denied') return 'denied';
  return evaluatePolicies([{ Statement: allows }], request, 'resource');
}

/** Condition keys that every call carries. All calls count as encrypted: the port is no network. */
function conditionsOf(caller: Caller, accountId: string, principalArn: string): Record<string, string> {
  const everyCall = { 'aws:SecureTransport': 'true' };
  switch (caller.kind) {
    case 'service':
      return {
        ...everyCall,
        'aws:SourceArn': caller.sourceArn,
        'aws:SourceAccount': accountId,
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': caller.principal,
      };
    case 'role':
      return {
        ...everyCall,
        'aws:PrincipalArn': caller.roleArn,
        'aws:PrincipalAccount': accountId,
        'aws:PrincipalIsAWSService': 'false',
      };
    case 'administrator':
      return {
        ...everyCall,
        'aws:PrincipalArn': principalArn,
        'aws:PrincipalAccount': accountId,
        'aws:PrincipalIsAWSService': 'false',
      };
  }
}

function reportedPrincipal(caller: Caller, principalArn: string): string {
  switch (caller.kind) {
    case 'administrator':
      return principalArn;
    case 'role':
      return caller.roleArn;
    case 'service':
      return `${caller.principal} for ${caller.sourceArn}`;
  }
}

function roleNameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}
