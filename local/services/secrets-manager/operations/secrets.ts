import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { notFound, type Secret, type SecretStore, type SecretValue, type SecretVersion } from '../secret-store.ts';

interface SecretId {
  readonly SecretId: string;
}

type GetInput = SecretId & { readonly VersionId?: string; readonly VersionStage?: string };

export function getSecretValueOperation(store: SecretStore): Operation<GetInput> {
  return {
    access: ({ SecretId }) => store.access('GetSecretValue', SecretId),
    handle: ({ SecretId, VersionId, VersionStage }) => {
      const secret = store.get(SecretId);
      const version = findVersion(secret, VersionId, VersionStage);
      return {
        ...identity(secret),
        VersionId: version.id,
        VersionStages: [...version.stages],
        CreatedDate: new Date(version.createdAtMs),
        ...version.value,
      };
    },
  };
}

type PutInput = SecretId & SecretValue & { readonly ClientRequestToken?: string };

export function putSecretValueOperation(store: SecretStore): Operation<PutInput> {
  return {
    access: ({ SecretId }) => store.access('PutSecretValue', SecretId),
    handle: ({ SecretId, ClientRequestToken, ...input }) => {
      const secret = store.get(SecretId);
      if (secret.owningService !== undefined) {
        throw new AwsError(
          'InvalidRequestException',
          `You can't change the secret ${secret.name}: it is managed by ${secret.owningService}.`,
        );
      }
      const version = store.putValue(secret, secretValueOf(input), ClientRequestToken);
      return { ...identity(secret), VersionId: version.id, VersionStages: [...version.stages] };
    },
  };
}

type CreateInput = SecretValue & {
  readonly Name: string;
  readonly Description?: string;
  readonly ClientRequestToken?: string;
};

export function createSecretOperation(store: SecretStore): Operation<CreateInput> {
  return {
    access: ({ Name }) => store.access('CreateSecret', Name),
    handle: ({ Name, Description, ClientRequestToken, ...input }) => {
      const secret = store.create(Name, Description === undefined ? {} : { description: Description });
      if (input.SecretString === undefined && input.SecretBinary === undefined) return identity(secret);
      const version = store.putValue(secret, secretValueOf(input), ClientRequestToken);
      return { ...identity(secret), VersionId: version.id };
    },
  };
}

export function describeSecretOperation(store: SecretStore): Operation<SecretId> {
  return {
    access: ({ SecretId }) => store.access('DescribeSecret', SecretId),
    handle: ({ SecretId }) => {
      const secret = store.get(SecretId);
      const staged = [...secret.versions.values()].filter(({ stages }) => stages.size > 0);
      return {
        ...identity(secret),
        ...(secret.description !== undefined && { Description: secret.description }),
        ...(secret.owningService !== undefined && { OwningService: secret.owningService }),
        CreatedDate: new Date(secret.createdAtMs),
        LastChangedDate: new Date(secret.changedAtMs),
        VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]])),
      };
    },
  };
}

function identity({ arn, name }: Secret): { ARN: string; Name: string } {
  return { ARN: arn, Name: name };
}

function secretValueOf({ SecretString, SecretBinary }: SecretValue): SecretValue {
  if ((SecretString === undefined) === (SecretBinary === undefined)) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  }
  return SecretString === undefined ? { SecretBinary } : { SecretString };
}

function findVersion(secret: Secret, id: string | undefined, stage: string | undefined): SecretVersion {
  const label = stage ?? (id === undefined ? 'AWSCURRENT' : undefined);
  for (const version of secret.versions.values()) {
    const isMeant = (id === undefined || version.id === id) && (label === undefined || version.stages.has(label));
    if (isMeant) return version;
  }
  const wanted = label === undefined ? `VersionId: ${id}` : `staging label: ${label}`;
  throw notFound(`Secrets Manager can't find the specified secret value for ${wanted}`);
}
