import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '../../../kernel/service.ts';
import { assertRoutes } from '../alias-routes.ts';
import { parseMachineArn } from '../arns.ts';
import type { StepFunctionsContext } from '../context.ts';
import { stepFunctionsErrors } from '../errors.ts';
import { machineAccess } from '../machine-access.ts';
import type { Alias, Route, StateMachine } from '../machine-store.ts';
import { assertAliasName } from '../names.ts';
import { type PageInput, pageOf } from '../paging.ts';

interface CreateAliasInput {
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly Route[];
}

interface UpdateAliasInput {
  readonly stateMachineAliasArn: string;
  readonly description?: string;
  readonly routingConfiguration?: readonly Route[];
}

type ByAlias = { readonly stateMachineAliasArn: string };
type ListInput = PageInput & { readonly stateMachineArn: string };

export function createAliasOperations({ kernel, machines }: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const onAlias = (action: string) => (input: ByAlias) => [{ action, resource: input.stateMachineAliasArn }];
  const now = () => kernel.clock.nowMs();

  const create = ({ name, description, routingConfiguration }: CreateAliasInput) => {
    assertAliasName(name);
    const stateMachine = routedMachine(routingConfiguration);
    const alias: Alias = { name, description, routes: routingConfiguration, createdAtMs: now(), updatedAtMs: now() };
    const existing = stateMachine.aliases.get(name);
    if (existing !== undefined && !isSameAlias(existing, alias)) {
      throw stepFunctionsErrors.conflict(
        `Failed to create alias because an alias with the same name and a different routing configuration already exists.`,
      );
    }
    stateMachine.aliases.set(name, existing ?? alias);
    machines.changed(stateMachine);
    const { createdAtMs } = existing ?? alias;
    return { stateMachineAliasArn: aliasArn(stateMachine, alias), creationDate: new Date(createdAtMs) };
  };

  const update = ({ stateMachineAliasArn, description, routingConfiguration }: UpdateAliasInput) => {
    const { stateMachine, alias } = machines.alias(stateMachineAliasArn);
    if (routingConfiguration !== undefined && routedMachine(routingConfiguration) !== stateMachine) {
      throw stepFunctionsErrors.validation('The routes of an alias must lead to versions of its own state machine');
    }
    stateMachine.aliases.set(alias.name, {
      ...alias,
      description: description ?? alias.description,
      routes: routingConfiguration ?? alias.routes,
      updatedAtMs: now(),
    });
    machines.changed(stateMachine);
    return { updateDate: new Date(now()) };
  };

  /** The one machine whose versions the routes name. */
  const routedMachine = (routes: readonly Route[]): StateMachine => {
    assertRoutes(routes);
    const [first, second] = routes.map((route) => machines.version(route.stateMachineVersionArn).stateMachine);
    if (second !== undefined && second !== first) {
      throw stepFunctionsErrors.validation('Routing configuration must name versions of one state machine');
    }
    return first!;
  };

  const describe = ({ stateMachineAliasArn }: ByAlias) => {
    const { alias } = machines.alias(stateMachineAliasArn);
    return {
      stateMachineAliasArn,
      name: alias.name,
      ...(alias.description === undefined ? {} : { description: alias.description }),
      routingConfiguration: alias.routes,
      creationDate: new Date(alias.createdAtMs),
      updateDate: new Date(alias.updatedAtMs),
    };
  };

  const list = ({ stateMachineArn, ...page }: ListInput) => {
    const stateMachine = machines.get(stateMachineArn);
    const { items, ...rest } = pageOf([...stateMachine.aliases.values()], page);
    const stateMachineAliases = items.map((alias) => ({
      stateMachineAliasArn: aliasArn(stateMachine, alias),
      creationDate: new Date(alias.createdAtMs),
    }));
    return { stateMachineAliases, ...rest };
  };

  return {
    CreateStateMachineAlias: {
      access: ({ name, routingConfiguration }: CreateAliasInput) => {
        const { stateMachineArn } = parseMachineArn(routingConfiguration[0]?.stateMachineVersionArn ?? '');
        return machineAccess('states:CreateStateMachineAlias', `${stateMachineArn}:${name}`);
      },
      handle: create,
    },
    UpdateStateMachineAlias: { access: onAlias('states:UpdateStateMachineAlias'), handle: update },
    DescribeStateMachineAlias: { access: onAlias('states:DescribeStateMachineAlias'), handle: describe },
    DeleteStateMachineAlias: {
      access: onAlias('states:DeleteStateMachineAlias'),
      handle: ({ stateMachineAliasArn }: ByAlias) => {
        const { stateMachine, alias } = machines.alias(stateMachineAliasArn);
        stateMachine.aliases.delete(alias.name);
        machines.changed(stateMachine);
        return {};
      },
    },
    ListStateMachineAliases: {
      access: ({ stateMachineArn }: ListInput) => [
        { action: 'states:ListStateMachineAliases', resource: stateMachineArn },
      ],
      handle: list,
    },
  };
}

function aliasArn({ arn }: StateMachine, { name }: Alias): string {
  return `${arn}:${name}`;
}

function isSameAlias(a: Alias, b: Alias): boolean {
  return a.description === b.description && isDeepStrictEqual(a.routes, b.routes);
}
