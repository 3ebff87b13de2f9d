import type { Journal } from '../journal/journal.ts';
import type { PolicyDocument } from '../kernel/service.ts';
import { findAwsManagedPolicy } from './managed-policies.ts';

/** A role with the policies that its own definition gives it. */
interface RoleDefinition {
  readonly arn: string;
  readonly name: string;
  readonly trustPolicy: PolicyDocument;
  readonly inlinePolicies: readonly PolicyDocument[];
  /** Each must be known: AWS's own or put here before. */
  readonly managedPolicyArns: readonly string[];
}

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly trustPolicy: PolicyDocument;
  /** All that applies now: inline, managed, and attached from elsewhere. */
  readonly policies: readonly PolicyDocument[];
}

/** The account's roles, its managed policies, and what is attached to what. */
export interface Roles {
  /** Creates the role, or replaces its definition; what is attached from elsewhere stays. */
  put(definition: RoleDefinition): void;
  remove(roleArn: string): void;
  /** The same object until something changes that the role's policies depend on. */
  find(roleArn: string): Role | undefined;
  findByName(name: string): Role | undefined;
  all(): readonly Role[];
  /** Adds a policy that stands beside the role's definition, or replaces that of the same key. */
  attach(roleArn: string, key: string, policy: PolicyDocument): void;
  detach(roleArn: string, key: string): void;
  putManagedPolicy(policyArn: string, policy: PolicyDocument): void;
  removeManagedPolicy(policyArn: string): void;
  hasManagedPolicy(policyArn: string): boolean;
}

interface Entry {
  definition: RoleDefinition;
  readonly attached: Map<string, PolicyDocument>;
}

const stores = { roles: 'iam/roles', managedPolicies: 'iam/managed-policies' };

export function createRoles(journal: Journal): Roles {
  const entries = new Map<string, Entry>(journal.load<Entry>(stores.roles));
  const managedPolicies = new Map<string, PolicyDocument>(journal.load<PolicyDocument>(stores.managedPolicies));
  /** Every call under a role asks for it. */
  const found = new Map<string, Role>();
  const record = (roleArn: string, entry: Entry): void => {
    found.delete(roleArn);
    journal.put(stores.roles, roleArn, () => entry);
  };

  const findManagedPolicy = (policyArn: string): PolicyDocument | undefined =>
    managedPolicies.get(policyArn) ?? findAwsManagedPolicy(policyArn);

  const toRole = ({ definition, attached }: Entry): Role => ({
    arn: definition.arn,
    name: definition.name,
    trustPolicy: definition.trustPolicy,
    policies: [
      ...definition.inlinePolicies,
      ...definition.managedPolicyArns.flatMap((policyArn) => findManagedPolicy(policyArn) ?? []),
      ...attached.values(),
    ],
  });

  return {
    put: (definition) => {
      const entry = { definition, attached: entries.get(definition.arn)?.attached ?? new Map() };
      entries.set(definition.arn, entry);
      record(definition.arn, entry);
    },
    remove: (roleArn) => {
      entries.delete(roleArn);
      found.delete(roleArn);
      journal.remove(stores.roles, roleArn);
    },
    find: (roleArn) => {
      const known = found.get(roleArn);
      const entry = entries.get(roleArn);
      if (known !== undefined || entry === undefined) return known;
      const role = toRole(entry);
      found.set(roleArn, role);
      return role;
    },
    findByName: (name) => {
      const entry = [...entries.values()].find(({ definition }) => definition.name === name);
      return entry === undefined ? undefined : toRole(entry);
    },
    all: () => [...entries.values()].map(toRole),
    attach: (roleArn, key, policy) => {
      const entry = entries.get(roleArn);
      if (entry === undefined) throw new Error(`there is no role ${roleArn}`);
      entry.attached.set(key, policy);
      record(roleArn, entry);
    },
    detach: (roleArn, key) => {
      const entry = entries.get(roleArn);
      if (entry?.attached.delete(key)) record(roleArn, entry);
    },
    putManagedPolicy: (policyArn, policy) => {
      managedPolicies.set(policyArn, policy);
      found.clear();
      journal.put(stores.managedPolicies, policyArn, () => policy);
    },
    removeManagedPolicy: (policyArn) => {
      managedPolicies.delete(policyArn);
      found.clear();
      journal.remove(stores.managedPolicies, policyArn);
    },
    hasManagedPolicy: (policyArn) => findManagedPolicy(policyArn) !== undefined,
  };
}
