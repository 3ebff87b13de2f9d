import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { sqsLimits } from '../limits.ts';
import { assertQueueAttributes, defaultQueueAttributes, type QueueAttributes } from '../queue-attributes.ts';
import { meterRequest, namedQueueAccess, type SqsContext } from '../sqs-context.ts';
import { fifoNotSupported, invalidParameter, missingParameter } from '../sqs-errors.ts';

interface Input {
  readonly QueueName: string;
  readonly Attributes?: QueueAttributes;
}

export function createQueueOperation(context: SqsContext): Operation<Input, { QueueUrl: string }> {
  return {
    access: ({ QueueName }) => {
      if (!QueueName) throw missingParameter('QueueName');
      return namedQueueAccess(context, 'CreateQueue', QueueName);
    },
    handle: ({ QueueName, Attributes = {} }) => {
      const { queues } = context;
      if (QueueName.endsWith('.fifo')) throw fifoNotSupported();
      if (!/^[A-Za-z0-9_-]+$/.test(QueueName) || QueueName.length > sqsLimits.queueNameCharacters) {
        throw invalidParameter(
          `Can only include alphanumeric characters, hyphens, or underscores. 1 to ${sqsLimits.queueNameCharacters} in length`,
        );
      }
      assertQueueAttributes(Attributes);
      meterRequest(context);
      const existing = queues.find(QueueName);
      if (existing) assertSameAttributes(existing.attributes, Attributes);
      else queues.create(QueueName, Attributes);
      return { QueueUrl: queues.urlOf(QueueName) };
    },
  };
}

/** Creating a queue again is no error as long as it asks for nothing else than what is there. */
function assertSameAttributes(existing: QueueAttributes, asked: QueueAttributes): void {
  for (const [name, value] of Object.entries({ ...defaultQueueAttributes, ...asked })) {
    if (name in asked && existing[name] !== value) {
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${name}`,
      );
    }
  }
}
