import type { Journal } from '../journal/journal.ts';
import type { PolicyStatement } from '../kernel/service.ts';
import { actionMatches, appliesTo, type PolicyRequest, toList } from './evaluate-policy.ts';
import { matchesArnPattern } from './match-pattern.ts';
import type { Role } from './roles.ts';

/** One line of the report. `principal`: ARN of a role, or a service with what it acted for. */
interface Permission {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

export interface PermissionReport {
  /** Calls that were refused, each once. */
  readonly missing: readonly Permission[];
  /** What the roles' policies allow and no call needed, action and resource as the policy writes them. */
  readonly unused: readonly Permission[];
}

/** Remembers what calls needed, to hold it against what the roles may do. */
export interface Usage {
  noteCall(role: Role, request: PolicyRequest): void;
  noteDenied(permission: Permission): void;
  report(roles: readonly Role[]): PermissionReport;
}

const stores = { missing: 'iam/missing', used: 'iam/used' };

export function createUsage(journal: Journal): Usage {
  const missing = new Map<string, Permission>(journal.load<Permission>(stores.missing));
  /** Keys of grants that a call has matched. */
  const used = new Set<string>([...journal.load(stores.used)].map(([grant]) => grant));
  /** Calls whose grants are marked already: a run repeats the same few calls thousands of times. */
  const seen = new Set<string>();

  return {
    noteCall(role, request) {
      const call = keyOf({ principal: role.arn, action: request.action, resource: request.resource });
      const conditions = JSON.stringify(request.conditions);
      if (seen.has(call + conditions)) return;
      if (seen.size >= seenLimit) seen.clear();
      seen.add(call + conditions);
      for (const statement of allowingStatements(role)) {
        if (!appliesTo(statement, request, 'identity')) continue;
        for (const grant of grantsOf(role, statement)) {
          if (!grantMatches(grant, request) || used.has(keyOf(grant))) continue;
          used.add(keyOf(grant));
          journal.put(stores.used, keyOf(grant), () => true);
        }
      }
    },
    noteDenied: (permission) => {
      if (missing.has(keyOf(permission))) return;
      missing.set(keyOf(permission), permission);
      journal.put(stores.missing, keyOf(permission), () => permission);
    },
    report(roles) {
      const unused = new Map<string, Permission>();
      for (const role of roles) {
        for (const statement of allowingStatements(role)) {
          for (const grant of grantsOf(role, statement)) {
            if (!used.has(keyOf(grant))) unused.set(keyOf(grant), grant);
          }
        }
      }
      return { missing: sorted(missing), unused: sorted(unused) };
    },
  };
}

const seenLimit = 100_000;
/** Stands before the patterns of `NotAction` and `NotResource` in the report. */
const except = 'all except ';

function allowingStatements(role: Role): PolicyStatement[] {
  return role.policies.flatMap((policy) => policy.Statement.filter((statement) => statement.Effect === 'Allow'));
}

function grantsOf(role: Role, statement: PolicyStatement): Permission[] {
  const actions =
    statement.NotAction === undefined
      ? toList(statement.Action)
      : [`${except}${toList(statement.NotAction).join(', ')}`];
  const resources =
    statement.NotResource === undefined
      ? toList(statement.Resource)
      : [`${except}${toList(statement.NotResource).join(', ')}`];
  return actions.flatMap((action) => resources.map((resource) => ({ principal: role.arn, action, resource })));
}

/** The statement applies to the request: does this pair of its actions and resources do so, too? */
function grantMatches(grant: Permission, request: PolicyRequest): boolean {
  return (
    (grant.action.startsWith(except) || actionMatches(grant.action, request.action)) &&
    (grant.resource.startsWith(except) || matchesArnPattern(grant.resource, request.resource))
  );
}

function keyOf({ principal, action, resource }: Permission): string {
  return `${principal}\n${action}\n${resource}`;
}

function sorted(permissions: ReadonlyMap<string, Permission>): Permission[] {
  return [...permissions].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, permission]) => permission);
}
