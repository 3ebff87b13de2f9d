import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { assertQueueAttributes, type QueueAttributes } from '../queue-attributes.ts';
import type { Queue } from '../queue-store.ts';
import { meterRequest, queueAccess, type SqsContext } from '../sqs-context.ts';

interface GetInput {
  readonly QueueUrl: string;
  readonly AttributeNames?: readonly string[];
}

export function getQueueAttributesOperation(context: SqsContext): Operation<GetInput> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'GetQueueAttributes', QueueUrl),
    handle: ({ QueueUrl, AttributeNames = [] }) => {
      const all = describe(context.queues.ofUrl(QueueUrl));
      meterRequest(context);
      if (AttributeNames.includes('All')) return { Attributes: all };
      for (const name of AttributeNames) {
        if (!(name in all) && !optionalNames.has(name)) {
          throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
        }
      }
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => AttributeNames.includes(name))) };
    },
  };
}

/** Attributes that a queue may lack. */
const optionalNames = new Set([
  'FifoQueue',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
]);

function describe(queue: Queue): QueueAttributes {
  const counts = queue.messages.counts();
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAtMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAtMs / 1000)),
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
  };
}

interface SetInput {
  readonly QueueUrl: string;
  readonly Attributes: QueueAttributes;
}

export function setQueueAttributesOperation(context: SqsContext): Operation<SetInput> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'SetQueueAttributes', QueueUrl),
    handle: ({ QueueUrl, Attributes = {} }) => {
      const queue = context.queues.ofUrl(QueueUrl);
      assertQueueAttributes(Object.fromEntries(Object.entries(Attributes).filter(([, value]) => value !== '')));
      meterRequest(context);
      context.queues.setAttributes(queue, Attributes);
      return {};
    },
  };
}
