import { invalidReceiptHandle } from './sqs-errors.ts';

/** What a receipt handle stands for: one receive of one message. */
export interface Receipt {
  readonly queueName: string;
  readonly messageId: string;
  readonly receiveCount: number;
}

/** The handle carries its meaning, so that no table of handed-out handles has to be kept. */
export function formatReceiptHandle(receipt: Receipt): string {
  return Buffer.from(`${receipt.queueName} ${receipt.messageId} ${receipt.receiveCount}`).toString('base64');
}

export function parseReceiptHandle(receiptHandle: string, queueName: string): Receipt {
  const [name, messageId, receiveCount] = Buffer.from(receiptHandle, 'base64').toString('utf8').split(' ');
  if (name !== queueName || !messageId || !receiveCount || !/^[0-9]+$/.test(receiveCount)) {
    throw invalidReceiptHandle(receiptHandle);
  }
  return { queueName, messageId, receiveCount: Number(receiveCount) };
}
