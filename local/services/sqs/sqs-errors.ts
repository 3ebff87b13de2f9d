import { AwsError } from '../../kernel/aws-error.ts';

export const queueDoesNotExist = (): AwsError =>
  new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

export const invalidAttributeValue = (name: string): AwsError =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

export const invalidReceiptHandle = (receiptHandle: string): AwsError =>
  new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`);

/** FIFO queues keep groups in order and drop duplicates; this runtime does neither and says so instead of pretending. */
export const fifoNotSupported = (): AwsError =>
  new AwsError('UnsupportedOperation', 'FIFO queues are not supported by the local runtime.');
