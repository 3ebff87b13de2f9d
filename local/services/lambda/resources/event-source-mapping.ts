import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { AwsError } from '../../../kernel/aws-error.ts';
import type { MappingDefinition } from '../event-source-mapping.ts';
import { type FunctionReference, parseFunctionReference } from '../function-reference.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { lambdaLimits } from '../limits.ts';
import { queueUrlOf } from '../queue-url.ts';
import { assertMembers, readBoolean, readInteger, readObject, requireText, unsupported } from './properties.ts';

export function createEventSourceMappingProvider(context: LambdaContext): ResourceProvider {
  const { kernel, mappings, endpoint } = context;
  const put = async ({ properties }: ResourceRequest, uuid: string): Promise<DeployedResource> => {
    const definition = readDefinition(properties, uuid, endpoint());
    await assertVisibilityTimeout(context, definition.function, definition.queueUrl);
    mappings.set(definition, readBoolean(properties, 'Enabled') ?? true);
    const arn = `arn:aws:lambda:${kernel.region}:${kernel.accountId}:event-source-mapping:${uuid}`;
    return { ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } };
  };
  return {
    type: 'AWS::Lambda::EventSourceMapping',
    attributes: ['EventSourceMappingArn', 'Id'],
    supported: [
      'BatchSize',
      'Enabled',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
    ],
    ignored: { Tags: 'nothing reads tags here' },
    create: (request) => put(request, kernel.identifiers.uuid()),
    update: (request, current) => put(request, current.ref),
  };
}

function readDefinition(
  properties: Readonly<Record<string, unknown>>,
  uuid: string,
  endpoint: string,
): MappingDefinition {
  const queueArn = requireText(properties, 'EventSourceArn');
  if (!queueArn.startsWith('arn:aws:sqs:') || queueArn.endsWith('.fifo')) {
    throw unsupported('EventSourceArn', `only standard queues are supported, not ${queueArn}`);
  }
  const { batchSize, batchingWindowSeconds, mappingConcurrency } = lambdaLimits;
  const size = readInteger(properties, 'BatchSize', batchSize) ?? batchSize.default;
  const windowSeconds =
    readInteger(properties, 'MaximumBatchingWindowInSeconds', batchingWindowSeconds) ?? batchingWindowSeconds.default;
  if (size > 10 && windowSeconds === 0) {
    const message = 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10';
    throw new AwsError('InvalidParameterValueException', message);
  }
  const scaling = readObject(properties, 'ScalingConfig') ?? {};
  assertMembers(scaling, 'ScalingConfig', ['MaximumConcurrency']);
  return {
    uuid,
    queueArn,
    queueUrl: queueUrlOf(endpoint, queueArn),
    function: parseFunctionReference(requireText(properties, 'FunctionName')),
    batchSize: size,
    batchingWindowMs: windowSeconds * 1_000,
    maximumConcurrency: readInteger(scaling, 'MaximumConcurrency', mappingConcurrency) ?? mappingConcurrency.default,
    reportsItemFailures: readResponseTypes(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
  };
}

function readResponseTypes(value: unknown): readonly unknown[] {
  const types: unknown = value ?? [];
  if (Array.isArray(types) && types.every((type) => type === 'ReportBatchItemFailures')) return types;
  throw unsupported('FunctionResponseTypes', `only ReportBatchItemFailures is supported, not ${JSON.stringify(value)}`);
}

/** A message must stay hidden for as long as the function may work on it; AWS refuses a mapping that breaks this. */
async function assertVisibilityTimeout(
  { kernel, store }: LambdaContext,
  reference: FunctionReference,
  queueUrl: string,
): Promise<void> {
  const { version } = store.resolve(reference);
  const { roleArn, timeoutSeconds } = version.configuration;
  const answer = await kernel.call({
    service: 'sqs',
    operation: 'GetQueueAttributes',
    input: { QueueUrl: queueUrl, AttributeNames: ['VisibilityTimeout'] },
    caller: { kind: 'role', roleArn, sessionName: version.functionName },
  });
  const { Attributes } = answer as { Attributes: { VisibilityTimeout: string } };
  if (Number(Attributes.VisibilityTimeout) >= timeoutSeconds) return;
  throw new AwsError(
    'InvalidParameterValueException',
    `Queue visibility timeout: ${Attributes.VisibilityTimeout} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
  );
}
