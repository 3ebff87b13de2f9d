/** What SDK clients would make of the kernel's answers: the document client's values, and exceptions by their classes. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import * as states from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type AwsError, isAwsError } from '../../../../local/kernel/aws-error.ts';
import type { Kernel } from '../../../../local/kernel/kernel.ts';
import { administrator, type ServiceName } from '../../../../local/kernel/service.ts';
import type { Call } from './process.ts';

// biome-ignore lint/suspicious/noExplicitAny: members of any command's input and output, handed through.
type Members = Record<string, any>;

export async function callKernel(kernel: Kernel, { service, command, input }: Call): Promise<unknown> {
  const operation = command.replace('Command', '');
  try {
    if (service !== 'dynamodb')
      return await kernel.call({ service: service as ServiceName, operation, input, caller: administrator });
    const named = ['Get', 'Put', 'Update'].includes(operation) ? `${operation}Item` : operation;
    const output = await kernel.call({ service, operation: named, input: marshalled(input), caller: administrator });
    return unmarshalled(output as Members);
  } catch (error) {
    throw isAwsError(error) ? exceptionOf(error) : error;
  }
}

function marshalled(input: Members): Members {
  const result = { ...input };
  for (const member of ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey']) {
    if (result[member]) result[member] = marshall(result[member], { removeUndefinedValues: true });
    else delete result[member];
  }
  return result;
}

function unmarshalled({ Item, Attributes, Items, ...rest }: Members): object {
  return {
    ...rest,
    ...(Item && { Item: unmarshall(Item) }),
    ...(Attributes && { Attributes: unmarshall(Attributes) }),
    ...(Items && { Items: Items.map((item: Members) => unmarshall(item)) }),
  };
}

const exceptions = {
  ExecutionAlreadyExists: states.ExecutionAlreadyExists,
  ExecutionDoesNotExist: states.ExecutionDoesNotExist,
  TaskDoesNotExist: states.TaskDoesNotExist,
  TaskTimedOut: states.TaskTimedOut,
} as const;

function exceptionOf(error: AwsError): Error {
  const { code, message, fields } = error;
  if (code === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException({ message, $metadata: {}, ...fields });
  const Exception = exceptions[code as keyof typeof exceptions];
  return Exception ? new Exception({ message, $metadata: {} }) : error;
}
