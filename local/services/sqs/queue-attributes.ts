import { AwsError } from '../../kernel/aws-error.ts';
import type { PolicyDocument } from '../../kernel/service.ts';
import { sqsLimits } from './limits.ts';
import { fifoNotSupported, invalidAttributeValue } from './sqs-errors.ts';

interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** A message that was received this often goes to the dead-letter queue instead of to the next receiver. */
  readonly maxReceiveCount: number;
}

interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns: readonly string[];
}

/** A queue's settings as the runtime acts on them. */
export interface QueueSettings {
  readonly delaySeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly waitTimeSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly redrivePolicy?: RedrivePolicy;
  readonly redriveAllowPolicy?: RedriveAllowPolicy;
  readonly policy?: PolicyDocument;
}

/** Attributes in the API's form: text by name. */
export type QueueAttributes = Readonly<Record<string, string>>;

export const defaultQueueAttributes: QueueAttributes = {
  DelaySeconds: '0',
  MaximumMessageSize: String(sqsLimits.messageBytes),
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

const settableNames = new Set([
  ...Object.keys(defaultQueueAttributes),
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
]);

const fifoNames = new Set(['ContentBasedDeduplication', 'DeduplicationScope', 'FifoQueue', 'FifoThroughputLimit']);

/** Checks the attributes of a request. Throws what SQS answers to unknown names and values out of their bounds. */
export function assertQueueAttributes(attributes: QueueAttributes): void {
  for (const name of Object.keys(attributes)) {
    if (fifoNames.has(name)) throw fifoNotSupported();
    if (!settableNames.has(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  toQueueSettings({ ...defaultQueueAttributes, ...attributes });
}

export function toQueueSettings(attributes: QueueAttributes): QueueSettings {
  const integer = (name: string, least: number, most: number): number => {
    const text = attributes[name] ?? '';
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < least || value > most) throw invalidAttributeValue(name);
    return value;
  };
  const redrivePolicy = attributes.RedrivePolicy ? parseRedrivePolicy(attributes.RedrivePolicy) : undefined;
  const redriveAllowPolicy = attributes.RedriveAllowPolicy
    ? parseRedriveAllowPolicy(attributes.RedriveAllowPolicy)
    : undefined;
  return {
    delaySeconds: integer('DelaySeconds', 0, sqsLimits.delaySeconds),
    maximumMessageBytes: integer('MaximumMessageSize', sqsLimits.leastMaximumMessageBytes, sqsLimits.messageBytes),
    retentionSeconds: integer('MessageRetentionPeriod', sqsLimits.leastRetentionSeconds, sqsLimits.retentionSeconds),
    waitTimeSeconds: integer('ReceiveMessageWaitTimeSeconds', 0, sqsLimits.waitTimeSeconds),
    visibilityTimeoutSeconds: integer('VisibilityTimeout', 0, sqsLimits.visibilityTimeoutSeconds),
    ...(redrivePolicy && { redrivePolicy }),
    ...(redriveAllowPolicy && { redriveAllowPolicy }),
    ...(attributes.Policy && { policy: parseObject(attributes.Policy, 'Policy') as unknown as PolicyDocument }),
  };
}

function parseObject(text: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidAttributeValue(name);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidAttributeValue(name);
  return value as Record<string, unknown>;
}

function parseRedrivePolicy(text: string): RedrivePolicy {
  const { deadLetterTargetArn, maxReceiveCount } = parseObject(text, 'RedrivePolicy');
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1 || count > sqsLimits.receives) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Redrive policy must name a deadLetterTargetArn and a maxReceiveCount between 1 and ${sqsLimits.receives}.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function parseRedriveAllowPolicy(text: string): RedriveAllowPolicy {
  const { redrivePermission, sourceQueueArns = [] } = parseObject(text, 'RedriveAllowPolicy');
  const isKnown =
    redrivePermission === 'allowAll' || redrivePermission === 'denyAll' || redrivePermission === 'byQueue';
  if (
    !isKnown ||
    !Array.isArray(sourceQueueArns) ||
    sourceQueueArns.length > sqsLimits.redriveAllowSources ||
    (redrivePermission === 'byQueue') !== sourceQueueArns.length > 0
  ) {
    throw invalidAttributeValue('RedriveAllowPolicy');
  }
  return { redrivePermission, sourceQueueArns: sourceQueueArns as string[] };
}

/** Whether a dead-letter queue with these settings takes the messages of the queue `sourceArn`. */
export function allowsRedriveFrom(settings: QueueSettings, sourceArn: string): boolean {
  const policy = settings.redriveAllowPolicy;
  if (!policy || policy.redrivePermission === 'allowAll') return true;
  return policy.redrivePermission === 'byQueue' && policy.sourceQueueArns.includes(sourceArn);
}
