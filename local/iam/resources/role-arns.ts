import type { Roles } from '../roles.ts';

/** Policies name roles by their name. `where` begins the message about one that does not exist. */
export function roleArnsOf(roles: Roles, roleNames: readonly string[] | undefined, where: string): string[] {
  return (roleNames ?? []).map((name) => {
    const role = roles.findByName(name);
    if (role === undefined) throw new Error(`${where}: there is no role ${name}`);
    return role.arn;
  });
}
