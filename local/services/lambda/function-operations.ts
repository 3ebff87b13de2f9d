import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest, Operation } from '../../kernel/service.ts';
import { describeAlias, describeVersion } from './describe.ts';
import { type FunctionArns, parseFunctionReference } from './function-reference.ts';
import type { FunctionAlias, FunctionRecord, FunctionStore } from './function-store.ts';
import { resourcePolicyOf } from './resource-policy.ts';

interface FunctionInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

interface AliasInput {
  readonly FunctionName: string;
  readonly Name: string;
}

interface UpdateAliasInput extends AliasInput {
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> };
  readonly RevisionId?: string;
}

/** What clients ask about functions, and the two changes that a deployment makes: versions and aliases. Lists have one page. */
export function createFunctionOperations(
  kernel: Kernel,
  services: { store: FunctionStore; arns: FunctionArns },
): Record<string, Operation> {
  const { store, arns } = services;

  const onFunction = (action: string) => {
    return (input: FunctionInput): AccessRequest[] => {
      const { name, qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier);
      return [{ action: `lambda:${action}`, resource: arns.of(name, qualifier) }];
    };
  };
  const resolve = (input: FunctionInput) => {
    const reference = parseFunctionReference(input.FunctionName, input.Qualifier);
    return { ...store.resolve(reference), arn: arns.of(reference.name, reference.qualifier) };
  };
  const recordOf = (input: { FunctionName: string }): FunctionRecord =>
    store.get(parseFunctionReference(input.FunctionName));
  const aliasOf = (record: FunctionRecord, name: string): FunctionAlias => {
    const alias = record.aliases.get(name);
    if (alias !== undefined) return alias;
    const message = `Cannot find alias arn: ${arns.of(record.name, name)}`;
    throw new AwsError('ResourceNotFoundException', message, { statusCode: 404 });
  };

  const getFunction: Operation<FunctionInput> = {
    access: onFunction('GetFunction'),
    handle: (input) => {
      const { record, version, arn } = resolve(input);
      return {
        Configuration: describeVersion(version, arn),
        Code: { RepositoryType: 'S3', Location: `file://${version.code.directory}` },
        Tags: {},
        ...(record.reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency },
        }),
      };
    },
  };

  const getFunctionConfiguration: Operation<FunctionInput> = {
    access: onFunction('GetFunctionConfiguration'),
    handle: (input) => {
      const { version, arn } = resolve(input);
      return describeVersion(version, arn);
    },
  };

  const listFunctions: Operation = {
    access: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
    handle: () => ({ Functions: store.list().map(({ name, latest }) => describeVersion(latest, arns.of(name))) }),
  };

  const getPolicy: Operation<FunctionInput> = {
    access: onFunction('GetPolicy'),
    handle: (input) => {
      const { record, version } = resolve(input);
      const { qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier);
      const policy = resourcePolicyOf(record, qualifier);
      if (policy !== undefined) return { Policy: JSON.stringify(policy), RevisionId: version.revisionId };
      const message = 'The resource you requested does not exist.';
      throw new AwsError('ResourceNotFoundException', message, { statusCode: 404 });
    },
  };

  const publishVersion: Operation<{ FunctionName: string; Description?: string }> = {
    access: onFunction('PublishVersion'),
    handle: (input) => {
      const record = recordOf(input);
      const version = store.publish(record, {
        description: input.Description,
        revisionId: kernel.identifiers.uuid(),
        modifiedAtMs: kernel.clock.nowMs(),
      });
      return describeVersion(version, arns.of(record.name, version.version));
    },
  };

  /** A version alone: whole functions belong to the assembly that deployed them. */
  const deleteFunction: Operation<FunctionInput> = {
    access: onFunction('DeleteFunction'),
    handle: (input) => {
      const { name, qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier);
      const record = store.get({ name, qualifier });
      if (qualifier === undefined || !/^\d+$/.test(qualifier)) {
        const message = 'The local runtime deletes published versions only: functions come and go with an assembly.';
        throw new AwsError('InvalidParameterValueException', message, { statusCode: 400 });
      }
      const users = [...record.aliases.values()].filter(
        ({ functionVersion, weights }) => functionVersion === qualifier || Object.hasOwn(weights, qualifier),
      );
      if (users.length > 0) {
        const message = `The function's version is referenced by aliases: ${users.map(({ name: alias }) => alias).join(', ')}`;
        throw new AwsError('ResourceConflictException', message, { statusCode: 409 });
      }
      store.removeVersion(record, qualifier);
      return {};
    },
  };

  const listVersionsByFunction: Operation<{ FunctionName: string }> = {
    access: onFunction('ListVersionsByFunction'),
    handle: (input) => {
      const record = recordOf(input);
      const versions = [record.latest, ...record.versions.values()];
      return { Versions: versions.map((version) => describeVersion(version, arns.of(record.name, version.version))) };
    },
  };

  const getAlias: Operation<AliasInput> = {
    access: onFunction('GetAlias'),
    handle: (input) => {
      const record = recordOf(input);
      return describeAlias(aliasOf(record, input.Name), arns.of(record.name, input.Name));
    },
  };

  const listAliases: Operation<{ FunctionName: string; FunctionVersion?: string }> = {
    access: onFunction('ListAliases'),
    handle: (input) => {
      const record = recordOf(input);
      const aliases = [...record.aliases.values()].filter(
        ({ functionVersion }) => (input.FunctionVersion ?? functionVersion) === functionVersion,
      );
      return { Aliases: aliases.map((alias) => describeAlias(alias, arns.of(record.name, alias.name))) };
    },
  };

  const updateAlias: Operation<UpdateAliasInput> = {
    access: onFunction('UpdateAlias'),
    handle: (input) => {
      const record = recordOf(input);
      const alias = aliasOf(record, input.Name);
      if (input.RevisionId !== undefined && input.RevisionId !== alias.revisionId) {
        const message = 'The Revision Id provided does not match the latest Revision Id.';
        throw new AwsError('PreconditionFailedException', message, { statusCode: 412 });
      }
      const functionVersion = input.FunctionVersion ?? alias.functionVersion;
      store.resolve({ name: record.name, qualifier: functionVersion });
      const changed: FunctionAlias = {
        name: alias.name,
        functionVersion,
        description: input.Description ?? alias.description,
        weights:
          input.RoutingConfig === undefined ? alias.weights : (input.RoutingConfig.AdditionalVersionWeights ?? {}),
        revisionId: kernel.identifiers.uuid(),
      };
      record.aliases.set(alias.name, changed);
      store.changed(record);
      return describeAlias(changed, arns.of(record.name, alias.name));
    },
  };

  return {
    GetFunction: getFunction,
    GetFunctionConfiguration: getFunctionConfiguration,
    GetPolicy: getPolicy,
    ListFunctions: listFunctions,
    PublishVersion: publishVersion,
    DeleteFunction: deleteFunction,
    ListVersionsByFunction: listVersionsByFunction,
    GetAlias: getAlias,
    ListAliases: listAliases,
    UpdateAlias: updateAlias,
  };
}
