import { lambdaLimits } from './limits.ts';

/** A message as `sqs:ReceiveMessage` gives it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttributeValue>>;
  readonly MD5OfMessageAttributes?: string;
}

interface MessageAttributeValue {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

/** A message as a Lambda finds it in `Records` of its event. */
function toSqsRecord(message: ReceivedMessage, queueArn: string, region: string): Record<string, unknown> {
  const messageAttributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
      ...(value.BinaryValue !== undefined && { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: value.DataType,
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(messageAttributes),
    ...(message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

export interface SqsBatch {
  readonly messages: readonly ReceivedMessage[];
  /** JSON text of the event. */
  readonly payload: string;
}

/** Events for the messages, in order; a batch that would be too large for one invocation becomes several. */
export function toSqsBatches(messages: readonly ReceivedMessage[], queueArn: string, region: string): SqsBatch[] {
  const frameBytes = Buffer.byteLength('{"Records":[]}');
  const batches: SqsBatch[] = [];
  let batch: ReceivedMessage[] = [];
  let records: string[] = [];
  let sizeBytes = frameBytes;
  const finish = (): void => {
    if (batch.length > 0) batches.push({ messages: batch, payload: `{"Records":[${records.join(',')}]}` });
    batch = [];
    records = [];
    sizeBytes = frameBytes;
  };
  for (const message of messages) {
    const record = JSON.stringify(toSqsRecord(message, queueArn, region));
    const recordBytes = Buffer.byteLength(record) + 1;
    if (sizeBytes + recordBytes > lambdaLimits.syncPayloadBytes) finish();
    batch.push(message);
    records.push(record);
    sizeBytes += recordBytes;
  }
  finish();
  return batches;
}
