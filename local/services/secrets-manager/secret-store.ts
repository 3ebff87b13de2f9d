import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest } from '../../kernel/service.ts';

export interface SecretValue {
  readonly SecretString?: string;
  readonly SecretBinary?: Uint8Array | string;
}

export interface SecretVersion {
  readonly id: string;
  readonly value: SecretValue;
  readonly createdAtMs: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  /** The service that keeps it here and alone may change it. Absent: it is whoever's has the permission. */
  readonly owningService?: string;
  readonly createdAtMs: number;
  changedAtMs: number;
  readonly versions: Map<string, SecretVersion>;
}

export interface SecretStore {
  /** Throws `ResourceExistsException`. */
  create(name: string, more?: Pick<Secret, 'description' | 'owningService'>): Secret;
  /** Makes a value the current one; the one before stays as `AWSPREVIOUS`. A repeated token with its value changes nothing. */
  putValue(secret: Secret, value: SecretValue, token: string | undefined): SecretVersion;
  remove(secret: Secret): void;
  /** By name, ARN, or ARN without its random end. */
  find(secretId: string): Secret | undefined;
  /** Throws `ResourceNotFoundException`. */
  get(secretId: string): Secret;
  access(action: string, secretId: string | undefined): AccessRequest[];
}

/** Versions that are neither current nor previous are kept up to this number. */
const keptVersions = 20;

const store = 'secretsmanager/secrets';

export function createSecretStore({ region, accountId, identifiers, clock, journal }: Kernel): SecretStore {
  const secrets = new Map<string, Secret>(journal.load<Secret>(store));
  const record = (secret: Secret): void => journal.put(store, secret.name, () => secret);
  const arnPrefix = `arn:aws:secretsmanager:${region}:${accountId}:secret:`;
  const find = (secretId: string): Secret | undefined => {
    if (!secretId.startsWith(arnPrefix)) return secrets.get(secretId);
    const name = secretId.slice(arnPrefix.length);
    const secret = secrets.get(name.slice(0, -7));
    return secret?.arn === secretId ? secret : secrets.get(name);
  };
  return {
    create(name, { description, owningService } = {}) {
      // Only the services' own names have a mark of exclamation, after the service's.
      if (owningService === undefined && !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) {
        throw new AwsError(
          'ValidationException',
          'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
        );
      }
      if (secrets.has(name)) {
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      }
      const nowMs = clock.nowMs();
      const secret: Secret = {
        name,
        arn: `${arnPrefix}${name}-${identifiers.token(6)}`,
        createdAtMs: nowMs,
        changedAtMs: nowMs,
        versions: new Map(),
        ...(description !== undefined && { description }),
        ...(owningService !== undefined && { owningService }),
      };
      secrets.set(name, secret);
      record(secret);
      return secret;
    },
    putValue(secret, value, token) {
      const repeated = token === undefined ? undefined : secret.versions.get(token);
      if (repeated) {
        if (JSON.stringify(repeated.value) === JSON.stringify(value)) return repeated;
        throw new AwsError(
          'ResourceExistsException',
          `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
        );
      }
      const version: SecretVersion = {
        id: token ?? identifiers.uuid(),
        value,
        createdAtMs: clock.nowMs(),
        stages: new Set(['AWSCURRENT']),
      };
      for (const older of secret.versions.values()) {
        older.stages.delete('AWSPREVIOUS');
        if (older.stages.delete('AWSCURRENT')) older.stages.add('AWSPREVIOUS');
      }
      secret.versions.set(version.id, version);
      for (const older of secret.versions.values()) {
        if (secret.versions.size <= keptVersions) break;
        if (older.stages.size === 0) secret.versions.delete(older.id);
      }
      secret.changedAtMs = version.createdAtMs;
      record(secret);
      return version;
    },
    remove(secret) {
      secrets.delete(secret.name);
      journal.remove(store, secret.name);
    },
    find,
    get(secretId) {
      const secret = find(secretId);
      if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
      return secret;
    },
    access(action, secretId) {
      if (!secretId) throw new AwsError('InvalidParameterException', 'SecretId is required.');
      const named = secretId.startsWith('arn:') ? secretId : `${arnPrefix}${secretId}`;
      return [{ action: `secretsmanager:${action}`, resource: find(secretId)?.arn ?? named }];
    },
  };
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
