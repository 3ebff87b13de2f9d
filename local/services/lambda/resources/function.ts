import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { FunctionConfiguration, FunctionVersion } from '../function-store.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { lambdaLimits } from '../limits.ts';
import { readFunctionCode } from './function-code.ts';
import { assertMembers, readInteger, readObject, readText, requireText, unsupported } from './properties.ts';

export function createFunctionProvider(context: LambdaContext): ResourceProvider {
  const { kernel, store, arns } = context;

  const readLatest = (request: ResourceRequest, functionName: string): FunctionVersion => {
    const configuration = readConfiguration(request, functionName);
    context.assertTrusts?.(configuration.roleArn, 'lambda.amazonaws.com', arns.of(functionName));
    return {
      functionName,
      version: '$LATEST',
      description: configuration.description,
      configuration,
      code: readFunctionCode(request, context.inlineCodeDirectories),
      revisionId: kernel.identifiers.uuid(),
      modifiedAtMs: kernel.clock.nowMs(),
    };
  };
  const describe = (name: string): DeployedResource => ({ ref: name, attributes: { Arn: arns.of(name) } });
  const readReserved = ({ properties }: ResourceRequest): number | undefined =>
    readInteger(properties, 'ReservedConcurrentExecutions', { min: 0, max: Number.MAX_SAFE_INTEGER });

  return {
    type: 'AWS::Lambda::Function',
    attributes: ['Arn'],
    supported: [
      'Code',
      'Description',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'PackageType',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    ignored: {
      Architectures: 'the code runs on the processor that is there',
      EphemeralStorage: 'a Lambda sees the disk of the machine',
      KmsKeyArn: 'environment variables are kept in memory only',
      RecursiveLoop: 'no loop between services is cut here, whatever the setting',
      RuntimeManagementConfig: 'the Node.js that runs the runtime runs the code',
      Tags: 'nothing reads tags here',
      TracingConfig: 'nothing collects traces here',
      VpcConfig: 'a Lambda reaches what the machine reaches',
    },
    create(request) {
      const name = readText(request.properties, 'FunctionName') ?? makeUpName(request);
      const record = store.add(readLatest(request, name));
      record.reservedConcurrency = readReserved(request);
      store.changed(record);
      return describe(name);
    },
    update(request, current) {
      const name = readText(request.properties, 'FunctionName') ?? current.ref;
      if (name !== current.ref) throw unsupported('FunctionName', 'a function cannot be renamed');
      const record = store.get({ name, qualifier: undefined });
      const { latest: replaced } = record;
      record.latest = readLatest(request, name);
      record.reservedConcurrency = readReserved(request);
      store.changed(record);
      context.invoker.retire(replaced);
      return describe(name);
    },
  };
}

function readConfiguration({ properties }: ResourceRequest, functionName: string): FunctionConfiguration {
  const runtime = requireText(properties, 'Runtime');
  if (!runtime.startsWith('nodejs')) throw unsupported('Runtime', `${runtime} does not run here, only Node.js`);
  if ((readText(properties, 'PackageType') ?? 'Zip') !== 'Zip') throw unsupported('PackageType', 'only Zip runs here');

  const environment = readObject(properties, 'Environment') ?? {};
  assertMembers(environment, 'Environment', ['Variables']);
  const variables = Object.entries(readObject(environment, 'Variables') ?? {});
  const logging = readObject(properties, 'LoggingConfig') ?? {};
  const { timeoutSeconds, memoryMb } = lambdaLimits;
  return {
    runtime,
    handler: requireText(properties, 'Handler'),
    roleArn: requireText(properties, 'Role'),
    timeoutSeconds: readInteger(properties, 'Timeout', timeoutSeconds) ?? timeoutSeconds.default,
    memoryMb: readInteger(properties, 'MemorySize', memoryMb) ?? memoryMb.default,
    environment: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
    description: readText(properties, 'Description') ?? '',
    logGroupName: readText(logging, 'LogGroup') ?? `/aws/lambda/${functionName}`,
    logFormat: readText(logging, 'LogFormat') ?? 'Text',
  };
}

/** Name that CloudFormation would make up; 64 characters at most. */
function makeUpName({ stackName, logicalId }: ResourceRequest): string {
  const suffix = nameSuffix(stackName, logicalId);
  return `${`${stackName}-${logicalId}`.slice(0, 64 - suffix.length - 1)}-${suffix}`;
}
