import type { PolicyDocument, PolicyStatement } from '../kernel/service.ts';
import { findConditionOperator } from './condition-operators.ts';
import { matchesArnPattern, matchesPattern } from './match-pattern.ts';

/** One call as a policy sees it. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  /** Names by which a policy's `Principal` may mean the caller: `AWS` for ARNs and account ids, `Service` for services. */
  readonly principals: { readonly AWS: readonly string[]; readonly Service: readonly string[] };
  /** Values of the condition keys that the call carries; names of keys are compared without regard to case. */
  readonly conditions: Readonly<Record<string, string | readonly string[]>>;
}

export type Verdict = 'allowed' | 'denied' | 'not-mentioned';

/** What the policies say together: one Deny outweighs every Allow. */
export function evaluatePolicies(
  policies: readonly PolicyDocument[],
  request: PolicyRequest,
  kind: 'identity' | 'resource',
): Verdict {
  let verdict: Verdict = 'not-mentioned';
  for (const policy of policies) {
    for (const statement of policy.Statement) {
      if (!appliesTo(statement, request, kind)) continue;
      if (statement.Effect === 'Deny') return 'denied';
      verdict = 'allowed';
    }
  }
  return verdict;
}

/** Whether a statement speaks about the request at all, whatever its effect. */
export function appliesTo(statement: PolicyStatement, request: PolicyRequest, kind: 'identity' | 'resource'): boolean {
  return (
    isAbout(statement, request) &&
    (kind === 'identity' || principalApplies(statement, request)) &&
    conditionHolds(statement, request)
  );
}

/** Whether a statement speaks about the request as far as its action and resource go. */
export function isAbout(
  statement: PolicyStatement,
  { action, resource }: Pick<PolicyRequest, 'action' | 'resource'>,
): boolean {
  // Trust policies have no resource: the role that they stand on is meant.
  return actionApplies(statement, action) && resourceApplies(statement, resource);
}

export function actionMatches(pattern: string, action: string): boolean {
  return matchesPattern(pattern, action, { ignoreCase: true });
}

export function toList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** Condition keys are written in any case (`aws:SourceArn`, `AWS:sourceArn`): AWS takes them as one. */
function lookUpCondition(
  conditions: Readonly<Record<string, string | readonly string[]>>,
  key: string,
): readonly string[] | undefined {
  // Most are written as everybody writes them.
  if (Object.hasOwn(conditions, key)) return toList(conditions[key]);
  const name = Object.keys(conditions).find((one) => one.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : toList(conditions[name]);
}

function actionApplies(statement: PolicyStatement, action: string): boolean {
  if (statement.NotAction !== undefined) {
    return !toList(statement.NotAction).some((pattern) => actionMatches(pattern, action));
  }
  return toList(statement.Action).some((pattern) => actionMatches(pattern, action));
}

function resourceApplies(statement: PolicyStatement, resource: string): boolean {
  if (statement.NotResource !== undefined) {
    return !toList(statement.NotResource).some((pattern) => matchesArnPattern(pattern, resource));
  }
  if (statement.Resource === undefined) return true;
  return toList(statement.Resource).some((pattern) => matchesArnPattern(pattern, resource));
}

function principalApplies(statement: PolicyStatement, request: PolicyRequest): boolean {
  const principal = statement.Principal;
  if (principal === undefined) return false;
  if (principal === '*') return true;
  const aws = toList(principal.AWS);
  const services = toList(principal.Service);
  return (
    aws.some((one) => one === '*' || request.principals.AWS.includes(one)) ||
    services.some((one) => request.principals.Service.includes(one))
  );
}

export function conditionHolds(statement: PolicyStatement, request: PolicyRequest): boolean {
  for (const [operatorName, keys] of Object.entries(statement.Condition ?? {})) {
    const operator = findConditionOperator(operatorName);
    // Documents were parsed before they got here: an operator that is missing now was never looked at.
    if (operator === undefined) throw new Error(`the condition operator ${operatorName} is not supported`);
    for (const [key, wanted] of Object.entries(keys)) {
      const wantedTexts = Array.isArray(wanted) ? wanted.map(String) : [String(wanted)];
      if (!operator.holds(wantedTexts, lookUpCondition(request.conditions, key))) return false;
    }
  }
  return true;
}
