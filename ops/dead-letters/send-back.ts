import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Connection } from '../support/connection.ts';
import type { Letter } from './letters.ts';
import { queueUrlOf } from './letters.ts';
import type { DeadLetterQueue } from './queues.ts';

/** The call that a schedule of a reminder makes. */
const startSchema = z.object({ StateMachineArn: z.string(), Name: z.string(), Input: z.string() });

/**
 * Sends one message on, and deletes it: L2. Twice is as good as once: events are known by their id and executions by
 * their name.
 */
export async function sendLetterBack(
  connection: Connection,
  { sendBack }: DeadLetterQueue,
  queueUrl: string,
  { body, receiptHandle }: Letter,
): Promise<void> {
  if (sendBack === 'start') await startAgain(connection, body);
  else {
    const routerQueueUrl = await queueUrlOf(connection, 'events');
    await connection.queues.send(new SendMessageCommand({ QueueUrl: routerQueueUrl, MessageBody: body }));
  }
  await connection.queues.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
}

async function startAgain({ stepFunctions }: Connection, body: string): Promise<void> {
  const { StateMachineArn, Name, Input } = startSchema.parse(JSON.parse(body));
  try {
    await stepFunctions.send(new StartExecutionCommand({ stateMachineArn: StateMachineArn, name: Name, input: Input }));
  } catch (error) {
    // It was started after all, before Scheduler gave up.
    if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
  }
}
