import type { AccessRequest, PolicyStatement } from '../kernel/service.ts';
import { conditionHolds, isAbout, type PolicyRequest, type Verdict } from './evaluate-policy.ts';
import type { Role } from './roles.ts';

/**
 * Which statements of a role's policies are about an action on a resource. Calls that carry conditions cannot be decided once
 * and for all; what is left to look at with each are the conditions of those few statements.
 */
export interface KnownStatements {
  /**
   * What the role's policies say about a call. `onFirst` is called where an Allow applies for the first time: from then
   * on there is nothing new about it.
   */
  evaluate(role: Role, request: PolicyRequest, onFirst: () => void): Verdict;
}

interface KnownStatement {
  readonly statement: PolicyStatement;
  hasApplied: boolean;
}

/** Of one role and action; the bound only keeps calls with ever new resources from filling the memory. */
const mostResources = 1_000;

export function createKnownStatements(): KnownStatements {
  // A role whose policies have changed is another object: what was known of the one before goes with it.
  const byRole = new WeakMap<Role, Map<string, Map<string, readonly KnownStatement[]>>>();
  const statementsOf = (role: Role, access: Pick<AccessRequest, 'action' | 'resource'>): readonly KnownStatement[] => {
    const actions = byRole.get(role) ?? new Map<string, Map<string, readonly KnownStatement[]>>();
    byRole.set(role, actions);
    const resources = actions.get(access.action) ?? new Map<string, readonly KnownStatement[]>();
    actions.set(access.action, resources);
    const known = resources.get(access.resource);
    if (known !== undefined) return known;
    const statements = role.policies.flatMap(({ Statement }) => Statement.filter((one) => isAbout(one, access)));
    if (resources.size >= mostResources) resources.clear();
    const found = statements.map((statement) => ({ statement, hasApplied: false }));
    resources.set(access.resource, found);
    return found;
  };
  return {
    evaluate(role, request, onFirst) {
      let verdict: Verdict = 'not-mentioned';
      for (const known of statementsOf(role, request)) {
        if (!conditionHolds(known.statement, request)) continue;
        if (known.statement.Effect === 'Deny') verdict = 'denied';
        else if (verdict !== 'denied') verdict = 'allowed';
        if (known.hasApplied) continue;
        known.hasApplied = true;
        if (known.statement.Effect === 'Allow') onFirst();
      }
      return verdict;
    },
  };
}
