import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { ManagedSecrets } from '../../secrets-manager/managed-secrets.ts';
import type { AuthorizationType, AuthParameters } from './auth-parameters.ts';
import { type ConnectionCredentials, credentialsOf } from './connection-credentials.ts';
import { readConnectionSecret, writeConnectionSecret } from './connection-secret.ts';

/**
 * Where calls to HTTP endpoints get their credentials from.
 *
 * N1  What lets its users in stands in the connection's secret and nowhere else.
 * N2  What `credentials` has made ready of a secret goes with the next change of the connection.
 */
export interface Connection {
  readonly name: string;
  /** Ends with an id of its own: one that is made again under its name is another one. */
  readonly arn: string;
  readonly secretArn: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly authorizationType: AuthorizationType;
  readonly description?: string;
}

export interface ConnectionChange extends Pick<Connection, 'authorizationType' | 'description'> {
  readonly parameters: AuthParameters;
}

export interface ConnectionStore {
  /** Throws `ResourceAlreadyExistsException`. */
  create(name: string, change: ConnectionChange): Connection;
  update(connection: Connection, change: ConnectionChange): Connection;
  delete(connection: Connection): void;
  /** In the order of their names. */
  list(): Connection[];
  find(name: string): Connection | undefined;
  /** Throws `ResourceNotFoundException`. */
  get(name: string): Connection;
  parameters(connection: Connection): AuthParameters;
  /** By the connection's ARN, with its id. */
  credentials(arn: string): ConnectionCredentials | undefined;
  /** Without the id: what policies about its management name. */
  policyArn(name: string): string;
}

const store = 'events/connections';

export function createConnectionStore(kernel: Kernel, secrets: ManagedSecrets): ConnectionStore {
  const { region, accountId, clock, identifiers, journal } = kernel;
  const connections = new Map<string, Connection>(journal.load<Connection>(store));
  const ready = new Map<string, ConnectionCredentials>();
  const policyArn = (name: string): string => `arn:aws:events:${region}:${accountId}:connection/${name}`;
  const keep = (connection: Connection): Connection => {
    connections.set(connection.name, connection);
    ready.delete(connection.arn);
    journal.put(store, connection.name, () => connection);
    return connection;
  };
  const parameters = ({ secretArn }: Connection): AuthParameters => readConnectionSecret(secrets.read(secretArn));
  return {
    create(name, { parameters: given, ...change }) {
      if (connections.has(name)) {
        throw new AwsError('ResourceAlreadyExistsException', `Connection ${name} already exists.`);
      }
      const nowMs = clock.nowMs();
      return keep({
        name,
        arn: `${policyArn(name)}/${identifiers.uuid()}`,
        secretArn: secrets.create(`events!connection/${name}/${identifiers.uuid()}`, writeConnectionSecret(given)),
        createdAtMs: nowMs,
        changedAtMs: nowMs,
        ...change,
      });
    },
    update({ name, arn, secretArn, createdAtMs }, { parameters: given, ...change }) {
      secrets.put(secretArn, writeConnectionSecret(given));
      return keep({ name, arn, secretArn, createdAtMs, changedAtMs: clock.nowMs(), ...change });
    },
    delete({ name, arn, secretArn }) {
      secrets.remove(secretArn);
      connections.delete(name);
      ready.delete(arn);
      journal.remove(store, name);
    },
    list: () => [...connections.values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
    find: (name) => connections.get(name),
    get(name) {
      const connection = connections.get(name);
      if (connection !== undefined) return connection;
      throw new AwsError('ResourceNotFoundException', `Connection '${name}' does not exist.`);
    },
    parameters,
    credentials(arn) {
      const known = ready.get(arn);
      if (known !== undefined) return known;
      const connection = connections.get(arn.split('/')[1] ?? '');
      if (connection === undefined || connection.arn !== arn) return undefined;
      const credentials = credentialsOf(connection, parameters(connection));
      ready.set(arn, credentials);
      return credentials;
    },
    policyArn,
  };
}
