import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest } from '../../kernel/service.ts';

const parameterTypes = ['String', 'StringList', 'SecureString'] as const;
type ParameterType = (typeof parameterTypes)[number];

export interface ParameterVersion {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  readonly modifiedAtMs: number;
}

export interface ParameterStore {
  /** Newest version, or the one that `name:3` names. Names may be ARNs. */
  find(name: string): ParameterVersion | undefined;
  list(): ParameterVersion[];
  /** Adds a version. Throws `ParameterAlreadyExists` without `overwrite`. */
  put(name: string, type: string | undefined, value: string, overwrite: boolean): ParameterVersion;
  arn(name: string): string;
  access(action: string, names: readonly string[]): AccessRequest[];
}

/** Versions of a parameter that are kept: SSM's bound. */
const keptVersions = 100;

const store = 'ssm/parameters';

export function createParameterStore({ region, accountId, clock, journal }: Kernel): ParameterStore {
  const parameters = new Map<string, ParameterVersion[]>(journal.load<ParameterVersion[]>(store));
  const arnPrefix = `arn:aws:ssm:${region}:${accountId}:parameter/`;
  const nameOf = (nameOrArn: string): string => {
    if (!nameOrArn.startsWith(arnPrefix)) return nameOrArn;
    const name = nameOrArn.slice(arnPrefix.length);
    // The ARN of a name without folders has no slash of the name's own.
    return name.includes('/') ? `/${name}` : name;
  };
  const selected = (name: string): { name: string; version?: number } => {
    const [, plain, version] = /^(.*):([0-9]+)$/.exec(nameOf(name)) ?? [];
    return plain === undefined ? { name: nameOf(name) } : { name: plain, version: Number(version) };
  };
  const arn = (name: string): string => `${arnPrefix}${selected(name).name.replace(/^\//, '')}`;
  return {
    find(wanted) {
      const { name, version } = selected(wanted);
      const versions = parameters.get(name) ?? [];
      return version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
    },
    list: () => [...parameters.values()].map((versions) => versions.at(-1)!),
    put(name, type, value, overwrite) {
      const versions = parameters.get(name) ?? [];
      const last = versions.at(-1);
      if (last && !overwrite) {
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      }
      const chosen = type ?? last?.type;
      if (!parameterTypes.some((known) => known === chosen)) {
        throw new AwsError('ValidationException', `A parameter is of one of the types ${parameterTypes.join(', ')}.`);
      }
      const added: ParameterVersion = {
        name,
        type: chosen as ParameterType,
        value,
        version: (last?.version ?? 0) + 1,
        modifiedAtMs: clock.nowMs(),
      };
      const kept = [...versions, added].slice(-keptVersions);
      parameters.set(name, kept);
      journal.put(store, name, () => kept);
      return added;
    },
    arn,
    access: (action, names) => names.map((name) => ({ action: `ssm:${action}`, resource: arn(name) })),
  };
}
