import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { parseFunctionReference } from '../function-reference.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { lambdaLimits } from '../limits.ts';
import { assertMembers, readInteger, readObject, requireText, unsupported } from './properties.ts';

export function createEventInvokeConfigProvider({ store }: LambdaContext): ResourceProvider {
  const put = ({ properties }: ResourceRequest): DeployedResource => {
    const qualifier = requireText(properties, 'Qualifier');
    const { record } = store.resolve(parseFunctionReference(requireText(properties, 'FunctionName'), qualifier));
    const retryAttempts = readInteger(properties, 'MaximumRetryAttempts', lambdaLimits.asyncRetryAttempts);
    const ageSeconds = readInteger(properties, 'MaximumEventAgeInSeconds', lambdaLimits.asyncEventAgeSeconds);
    const onFailureQueueArn = readFailureQueue(readObject(properties, 'DestinationConfig') ?? {});
    record.eventInvokeConfigs.set(qualifier, {
      ...(retryAttempts !== undefined && { maximumRetryAttempts: retryAttempts }),
      ...(ageSeconds !== undefined && { maximumEventAgeSeconds: ageSeconds }),
      ...(onFailureQueueArn !== undefined && { onFailureQueueArn }),
    });
    store.changed(record);
    return { ref: `${record.name}|${qualifier}`, attributes: {} };
  };
  return {
    type: 'AWS::Lambda::EventInvokeConfig',
    attributes: [],
    supported: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
    ignored: {},
    create: put,
    update: put,
  };
}

function readFailureQueue(destinations: Readonly<Record<string, unknown>>): string | undefined {
  assertMembers(destinations, 'DestinationConfig', ['OnFailure']);
  const onFailure = readObject(destinations, 'OnFailure');
  if (onFailure === undefined) return undefined;
  const arn = requireText(onFailure, 'Destination');
  if (arn.startsWith('arn:aws:sqs:')) return arn;
  throw unsupported('DestinationConfig.OnFailure.Destination', `only queues are supported, not ${arn}`);
}
