import { PolicyStatement, type PolicyStatementProps, type Role } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcardResource } from '../acknowledge.ts';

export interface Grant extends Pick<PolicyStatementProps, 'conditions' | 'effect'> {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a resource contains a wildcard. Synth fails on one that does without. */
  readonly wildcardReason?: string;
}

/**
 * Something that a function uses: what it has to be told, and what it has to be allowed. Both in one place, so that
 * nobody adds the one without the other, and a function has no more of either than it needs.
 */
export interface Capability {
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
}

/** Allows a role what the grants say. */
export function applyGrants(role: Role, grants: readonly Grant[]): void {
  for (const { actions, resources, wildcardReason, ...statement } of grants) {
    role.addToPolicy(new PolicyStatement({ ...statement, actions: [...actions], resources: [...resources] }));
    if (wildcardReason === undefined) continue;
    for (const resource of resources) acknowledgeWildcardResource(role, resource, wildcardReason);
  }
}
