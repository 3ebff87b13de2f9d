import { isAwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Caller } from '../../../kernel/service.ts';
import type { Surrender } from './deliver.ts';

export interface DeadLetterConfig {
  /** A standard queue. */
  readonly Arn?: string;
}

/** What a service that sends dead letters needs of the queues. */
export interface DeadLetterQueues {
  queueUrlOfArn(queueArn: string): string;
  declareDeadLetterQueue(queueArn: string): void;
}

export interface DeadLetter {
  readonly queueUrl: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly caller: Caller;
}

/** Attributes that both services give a dead letter. */
export function surrenderAttributes({ error, exhausted, retryAttempts }: Surrender): DeadLetter['attributes'] {
  return {
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    EXHAUSTED_RETRY_CONDITION: exhausted,
    RETRY_ATTEMPTS: retryAttempts,
  };
}

/** Sends it, and answers whether that was allowed: a dead letter that cannot be sent is lost on AWS too, and counted. */
export async function sendDeadLetter(kernel: Kernel, letter: DeadLetter): Promise<boolean> {
  const attributes = Object.entries(letter.attributes)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => [name, { DataType: 'String', StringValue: String(value) }]);
  try {
    await kernel.call({
      service: 'sqs',
      operation: 'SendMessage',
      input: {
        QueueUrl: letter.queueUrl,
        MessageBody: letter.body,
        MessageAttributes: Object.fromEntries(attributes),
      },
      caller: letter.caller,
    });
    return true;
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return false;
  }
}
