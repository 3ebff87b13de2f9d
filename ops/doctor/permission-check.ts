/** Whether who asks may do what the commands do: IAM simulates the caller's policies. */
import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Connection } from '../support/connection.ts';
import { resourceOf } from './action-resources.ts';
import { type Check, notChecked, ok, problem } from './check.ts';

const about = 'permissions';
/** Actions in one simulation. IAM's own bound is not documented; a hundred names are far below the size of a request. */
const actionsAtOnce = 100;

/** @param needs the actions of each command, by what is typed to run it */
export const permissionCheck = (needs: ReadonlyMap<string, readonly string[]>): Check => ({
  about,
  needs: ['sts:GetCallerIdentity', 'iam:GetRole', 'iam:SimulatePrincipalPolicy'],
  async run(connection) {
    const caller = await connection.callers.send(new GetCallerIdentityCommand({}));
    const principalArn = await principalOf(connection, caller.Arn ?? '');
    if (principalArn === undefined)
      return [notChecked(about, `IAM simulates users and roles only, and you are ${caller.Arn ?? 'nobody'}`)];

    const denied = await findDenied(connection, principalArn, [...new Set([...needs.values()].flat())]);
    const lacking = [...needs]
      .map(([command, actions]) => ({ command, actions: actions.filter((action) => denied.has(action)) }))
      .filter(({ actions }) => actions.length > 0);
    return lacking.length === 0
      ? [ok(about, `${principalArn} may do all that ${needs.size} commands call`)]
      : lacking.map(({ command, actions }) => problem(about, `you may not run ${command}: ${actions.join(', ')}`));
  },
});

/**
 * The user or role that policies hang on.
 * An assumed role is named by its session, without the path of the role, which only IAM knows.
 */
async function principalOf({ identities }: Connection, callerArn: string): Promise<string | undefined> {
  if (/:user\//.test(callerArn)) return callerArn;
  const roleName = /:assumed-role\/([^/]+)\//.exec(callerArn)?.[1];
  if (roleName === undefined) return undefined;
  const { Role } = await identities.send(new GetRoleCommand({ RoleName: roleName }));
  return Role?.Arn;
}

/** Actions that are not allowed on the resource on which the commands call them. */
async function findDenied(
  connection: Connection,
  principalArn: string,
  actions: readonly string[],
): Promise<ReadonlySet<string>> {
  const { accountId, region } = await connection.locate();
  const stage = { partition: principalArn.split(':')[1]!, accountId, region, prefix: connection.target.prefix };
  const denied = new Set<string>();
  for (const [resource, ofResource] of Map.groupBy(actions, (action) => resourceOf(action, stage)))
    for (let from = 0; from < ofResource.length; from += actionsAtOnce)
      for (const action of await simulate(
        connection,
        principalArn,
        resource,
        ofResource.slice(from, from + actionsAtOnce),
      ))
        denied.add(action);
  return denied;
}

/** @returns those of the actions that are not allowed */
async function simulate(
  { identities }: Connection,
  PolicySourceArn: string,
  resource: string,
  ActionNames: readonly string[],
): Promise<readonly string[]> {
  const denied: string[] = [];
  let Marker: string | undefined;
  do {
    const page: {
      readonly EvaluationResults?: { EvalActionName?: string | undefined; EvalDecision?: string | undefined }[];
      readonly Marker?: string;
    } = await identities.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn,
        ActionNames: [...ActionNames],
        ResourceArns: [resource],
        Marker,
      }),
    );
    for (const { EvalActionName, EvalDecision } of page.EvaluationResults ?? [])
      if (EvalDecision !== 'allowed' && EvalActionName !== undefined) denied.push(EvalActionName);
    Marker = page.Marker;
  } while (Marker !== undefined);
  return denied;
}
