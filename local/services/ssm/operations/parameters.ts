import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { ParameterStore, ParameterVersion } from '../parameter-store.ts';

/** Encrypted values are not encrypted here, but look so to who does not ask for decryption. */
interface Decryption {
  readonly WithDecryption?: boolean;
}

export function getParameterOperation(store: ParameterStore): Operation<Decryption & { readonly Name: string }> {
  return {
    access: ({ Name }) => store.access('GetParameter', [required('Name', Name)]),
    handle: ({ Name, WithDecryption = false }) => {
      const parameter = store.find(Name);
      if (!parameter) throw notFound(Name);
      return { Parameter: describe(store, parameter, WithDecryption) };
    },
  };
}

type GetSeveral = Decryption & { readonly Names: readonly string[] };

export function getParametersOperation(store: ParameterStore): Operation<GetSeveral> {
  return {
    access: ({ Names = [] }) => store.access('GetParameters', Names),
    handle: ({ Names = [], WithDecryption = false }) => {
      const found = Names.map((name) => store.find(name)).filter((parameter) => parameter !== undefined);
      return {
        Parameters: found.map((parameter) => describe(store, parameter, WithDecryption)),
        InvalidParameters: Names.filter((name) => !store.find(name)),
      };
    },
  };
}

type ByPath = Decryption & {
  readonly Path: string;
  readonly Recursive?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
};

export function getParametersByPathOperation(store: ParameterStore): Operation<ByPath> {
  return {
    access: ({ Path }) => store.access('GetParametersByPath', [required('Path', Path)]),
    handle: ({ Path, Recursive = false, WithDecryption = false, MaxResults = 10, NextToken = '' }) => {
      const prefix = Path.endsWith('/') ? Path : `${Path}/`;
      const matching = store
        .list()
        .filter(({ name }) => name.startsWith(prefix) && (Recursive || !name.slice(prefix.length).includes('/')))
        .filter(({ name }) => name > NextToken)
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      const page = matching.slice(0, MaxResults);
      return {
        Parameters: page.map((parameter) => describe(store, parameter, WithDecryption)),
        ...(matching.length > page.length && { NextToken: page.at(-1)!.name }),
      };
    },
  };
}

interface PutInput {
  readonly Name: string;
  readonly Type?: string;
  readonly Value: string;
  readonly Overwrite?: boolean;
}

export function putParameterOperation(store: ParameterStore): Operation<PutInput> {
  return {
    access: ({ Name }) => store.access('PutParameter', [required('Name', Name)]),
    handle: ({ Name, Type, Value, Overwrite = false }) => {
      const { version } = store.put(Name, Type, required('Value', Value), Overwrite);
      return { Version: version, Tier: 'Standard' };
    },
  };
}

function required(member: string, value: string | undefined): string {
  if (value) return value;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${member.toLowerCase()}' failed to satisfy constraint: Member must not be null`,
  );
}

function notFound(name: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

function describe(
  store: ParameterStore,
  parameter: ParameterVersion,
  withDecryption: boolean,
): Record<string, unknown> {
  const { name, type, value, version, modifiedAtMs } = parameter;
  const isHidden = type === 'SecureString' && !withDecryption;
  return {
    Name: name,
    Type: type,
    Value: isHidden ? Buffer.from(`encrypted:${value}`).toString('base64') : value,
    Version: version,
    LastModifiedDate: new Date(modifiedAtMs),
    ARN: store.arn(name),
    DataType: 'text',
  };
}
