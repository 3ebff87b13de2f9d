import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { QueueAttributes } from '../queue-attributes.ts';
import { assertQueueAttributes } from '../queue-attributes.ts';
import { physicalQueueName, queueNameOfUrl } from '../queue-store.ts';
import type { SqsContext } from '../sqs-context.ts';

const attributeNames = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
] as const;

export function queueProvider({ queues }: SqsContext): ResourceProvider {
  const deployed = (name: string): DeployedResource => {
    const url = queues.urlOf(name);
    return { ref: url, attributes: { Arn: queues.arnOf(name), QueueName: name, QueueUrl: url } };
  };
  return {
    type: 'AWS::SQS::Queue',
    attributes: ['Arn', 'QueueName', 'QueueUrl'],
    supported: ['QueueName', ...attributeNames],
    ignored: {
      KmsDataKeyReusePeriodSeconds: 'messages are kept in memory only',
      KmsMasterKeyId: 'messages are kept in memory only',
      SqsManagedSseEnabled: 'messages are kept in memory only',
      Tags: 'nothing reads tags here',
    },
    create(request) {
      const { QueueName } = request.properties;
      const name = typeof QueueName === 'string' ? QueueName : physicalQueueName(request.stackName, request.logicalId);
      if (queues.find(name)) throw new Error(`${request.logicalId}: a queue named ${name} exists already`);
      queues.create(name, attributesOf(request));
      return deployed(name);
    },
    update(request, current) {
      const name = queueNameOfUrl(current.ref);
      queues.setAttributes(queues.ofUrl(current.ref), attributesOf(request));
      return deployed(name);
    },
  };
}

function attributesOf({ properties }: ResourceRequest): QueueAttributes {
  const attributes: Record<string, string> = {};
  for (const name of attributeNames) {
    const value = properties[name];
    if (value !== undefined) attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  assertQueueAttributes(attributes);
  return attributes;
}
