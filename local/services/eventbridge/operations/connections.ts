import { AwsError } from '../../../kernel/aws-error.ts';
import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import { authParameterProblems } from '../connections/auth-parameter-problems.ts';
import type { AuthorizationType, AuthParameters } from '../connections/auth-parameters.ts';
import { changedParameters, shownParameters } from '../connections/changed-parameters.ts';
import type { Connection, ConnectionChange } from '../connections/connection-store.ts';
import type { EventsContext } from '../events-context.ts';
import { eventsLimits } from '../limits.ts';

interface NameInput {
  readonly Name: string;
}

export interface ConnectionInput extends NameInput {
  readonly AuthorizationType?: string;
  readonly AuthParameters?: Readonly<Record<string, unknown>>;
  readonly Description?: string;
}

export function createConnectionOperation(context: EventsContext): Operation<ConnectionInput> {
  return {
    access: ({ Name }) => connectionAccess(context, 'CreateConnection', Name),
    handle: (input) => stateOf(createConnection(context, input)),
  };
}

export function createConnection({ connections }: EventsContext, input: ConnectionInput): Connection {
  const { Name } = input;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name ?? '')) throw invalid(`The connection name ${Name} is not valid.`);
  return connections.create(Name, changeOf(input));
}

/** All that the input says, and nothing of what was before. Throws `ValidationException`. */
export function changeOf(input: Omit<ConnectionInput, 'Name'>): ConnectionChange {
  const { AuthorizationType, AuthParameters, Description } = input;
  const problems = authParameterProblems({ AuthorizationType, AuthParameters });
  if (problems.length > 0) throw invalid(problems.join('; '));
  return {
    authorizationType: AuthorizationType as AuthorizationType,
    parameters: AuthParameters as AuthParameters,
    ...(Description !== undefined && { description: Description }),
  };
}

export function describeConnectionOperation(context: EventsContext): Operation<NameInput> {
  const { connections } = context;
  return {
    access: ({ Name }) => connectionAccess(context, 'DescribeConnection', Name),
    handle: ({ Name }) => {
      const connection = connections.get(Name);
      return {
        ...summaryOf(connection),
        ...(connection.description !== undefined && { Description: connection.description }),
        SecretArn: connection.secretArn,
        AuthParameters: shownParameters(connections.parameters(connection)),
      };
    },
  };
}

export function updateConnectionOperation(context: EventsContext): Operation<ConnectionInput> {
  const { connections } = context;
  return {
    access: ({ Name }) => connectionAccess(context, 'UpdateConnection', Name),
    handle: ({ Name, AuthorizationType, AuthParameters, Description }) => {
      const connection = connections.get(Name);
      const type = AuthorizationType ?? connection.authorizationType;
      const before = type === connection.authorizationType ? connections.parameters(connection) : {};
      const change = changeOf({
        AuthorizationType: type,
        AuthParameters: changedParameters(before, AuthParameters),
        Description: Description ?? connection.description,
      });
      return {
        ...stateOf(connections.update(connection, change)),
        LastAuthorizedTime: new Date(context.kernel.clock.nowMs()),
      };
    },
  };
}

export function deleteConnectionOperation(context: EventsContext): Operation<NameInput> {
  const { connections } = context;
  return {
    access: ({ Name }) => connectionAccess(context, 'DeleteConnection', Name),
    handle: ({ Name }) => {
      const connection = connections.get(Name);
      connections.delete(connection);
      return {
        ...stateOf(connection),
        ConnectionState: 'DELETING',
        LastAuthorizedTime: new Date(connection.changedAtMs),
      };
    },
  };
}

interface ListInput {
  readonly NamePrefix?: string;
  readonly ConnectionState?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}

export function listConnectionsOperation({ connections }: EventsContext): Operation<ListInput> {
  return {
    access: () => [{ action: 'events:ListConnections', resource: '*' }],
    handle: ({ NamePrefix = '', ConnectionState, Limit = eventsLimits.listedConnections, NextToken = '' }) => {
      const found = connections
        .list()
        .filter(({ name }) => name.startsWith(NamePrefix) && name > NextToken)
        .filter(() => ConnectionState === undefined || ConnectionState === authorized);
      const page = found.slice(0, Limit);
      return {
        Connections: page.map(summaryOf),
        ...(found.length > page.length && { NextToken: page.at(-1)!.name }),
      };
    },
  };
}

/** The state of all: what lets its users in is not tried out before somebody calls with it. */
const authorized = 'AUTHORIZED';

function stateOf({ arn, createdAtMs, changedAtMs }: Connection): Record<string, unknown> {
  return {
    ConnectionArn: arn,
    ConnectionState: authorized,
    CreationTime: new Date(createdAtMs),
    LastModifiedTime: new Date(changedAtMs),
  };
}

function summaryOf(connection: Connection): Record<string, unknown> {
  return {
    Name: connection.name,
    AuthorizationType: connection.authorizationType,
    ...stateOf(connection),
    LastAuthorizedTime: new Date(connection.changedAtMs),
  };
}

function connectionAccess({ connections }: EventsContext, action: string, name: string): AccessRequest[] {
  return [{ action: `events:${action}`, resource: connections.policyArn(name) }];
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
