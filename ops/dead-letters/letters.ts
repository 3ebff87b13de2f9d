/**
 * Reading a queue without taking anything from it.
 *
 * L1  A message that is looked at is hidden while the look lasts, so that the next call brings others, and is shown again
 *     at its end, also when the look fails.
 * L2  A message is deleted only after what it stands for has been sent on.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Connection } from '../support/connection.ts';
import { notDeployed } from '../support/connection.ts';
import { isMissing } from '../support/failures.ts';

/** SQS gives at most so many at once. */
const batchSize = 10;
/** Long enough for a look at the largest number of messages that a command reads. Unit: seconds. */
const lookSeconds = 120;

export interface Letter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly sentAt: string | null;
  /** Why it is here: the router's reason, or what Scheduler or EventBridge met. */
  readonly reason: string | null;
  /** What it is about, as far as it says: never more than ids. */
  readonly subject: string | null;
  readonly eventId: string | null;
  readonly receiveCount: number;
}

export async function queueUrlOf({ queues, target }: Connection, name: string): Promise<string> {
  const { QueueUrl = '' } = await queues
    .send(new GetQueueUrlCommand({ QueueName: `${target.prefix}-${name}` }))
    .catch((error: unknown) => {
      throw isMissing(error) ? notDeployed(target) : error;
    });
  return QueueUrl;
}

/** About how many messages there are, those included that somebody is looking at. */
export async function countLetters({ queues }: Connection, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages ?? 0) + Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
  );
}

/** Looks at up to `limit` messages, does `use` with them, and shows again those that it does not name as dealt with. */
export async function lookAtLetters<Result>(
  { queues }: Connection,
  queueUrl: string,
  limit: number,
  use: (letters: readonly Letter[]) => Promise<{ readonly result: Result; readonly dealtWith: ReadonlySet<string> }>,
): Promise<Result> {
  const letters = new Map<string, Letter>();
  let dealtWith: ReadonlySet<string> = new Set();
  try {
    while (letters.size < limit) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(batchSize, limit - letters.size),
          VisibilityTimeout: lookSeconds,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) letters.set(message.MessageId ?? '', readLetter(message));
    }
    const used = await use([...letters.values()]);
    dealtWith = used.dealtWith;
    return used.result;
  } finally {
    await showAgain(
      queues,
      queueUrl,
      [...letters.values()].filter(({ messageId }) => !dealtWith.has(messageId)),
    );
  }
}

async function showAgain(queues: Connection['queues'], queueUrl: string, letters: readonly Letter[]): Promise<void> {
  for (let from = 0; from < letters.length; from += batchSize) {
    await queues.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: letters.slice(from, from + batchSize).map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
  }
}

const bodySchema = z.object({
  'detail-type': z.string().optional(),
  detail: z.looseObject({}).optional(),
  Name: z.string().optional(),
});
const detailSchema = z.object({
  eventId: z.string().optional(),
  bookingId: z.string().optional(),
  legId: z.string().optional(),
  subscriptionId: z.string().optional(),
  booking: z.object({ id: z.string() }).optional(),
  subscription: z.object({ id: z.string() }).optional(),
});

function readLetter({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): Letter {
  const body = bodySchema.safeParse(parseJson(Body));
  const event = detailSchema.safeParse(body.data?.detail);
  const ids = event.data;
  const id = ids?.legId ?? ids?.bookingId ?? ids?.booking?.id ?? ids?.subscriptionId ?? ids?.subscription?.id;
  const said = ['reason', 'ERROR_CODE', 'ERROR_MESSAGE']
    .flatMap((name) => MessageAttributes[name]?.StringValue ?? [])
    .join(': ');
  const subject = [body.data?.['detail-type'] ?? body.data?.Name, id].filter((part) => part !== undefined).join(' ');
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    sentAt: Attributes.SentTimestamp === undefined ? null : new Date(Number(Attributes.SentTimestamp)).toISOString(),
    reason: said === '' ? null : said,
    subject: subject === '' ? null : subject,
    eventId: ids?.eventId ?? null,
    receiveCount: Number(Attributes.ApproximateReceiveCount ?? 0),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
