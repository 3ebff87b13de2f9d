import type { AccessRequest } from '../kernel/service.ts';
import type { DeniedCall } from './access-denied.ts';
import type { Role } from './roles.ts';

export type Decision = DeniedCall['reason'] | 'allowed';

/**
 * What was decided about a role's calls that carry nothing but an action and a resource: the role's policies alone decide
 * about those, and a run repeats the same few of them thousands of times.
 */
export interface KnownDecisions {
  of(role: Role, access: Pick<AccessRequest, 'action' | 'resource'>, decide: () => Decision): Decision;
}

/** Of one role and action; the bound only keeps calls with ever new resources from filling the memory. */
const mostResources = 1_000;

export function createKnownDecisions(): KnownDecisions {
  // A role whose policies have changed is another object: what was decided about the one before goes with it.
  const byRole = new WeakMap<Role, Map<string, Map<string, Decision>>>();
  const resourcesOf = (role: Role, action: string): Map<string, Decision> => {
    const actions = byRole.get(role) ?? new Map<string, Map<string, Decision>>();
    byRole.set(role, actions);
    const resources = actions.get(action) ?? new Map<string, Decision>();
    actions.set(action, resources);
    return resources;
  };
  return {
    of(role, { action, resource }, decide) {
      const resources = resourcesOf(role, action);
      const known = resources.get(resource);
      if (known !== undefined) return known;
      const decision = decide();
      if (resources.size >= mostResources) resources.clear();
      resources.set(resource, decision);
      return decision;
    },
  };
}
