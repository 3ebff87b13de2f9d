import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest } from '../../kernel/service.ts';
import { sqsLimits } from './limits.ts';
import { type QueueStore, queueNameOfUrl } from './queue-store.ts';
import { missingParameter } from './sqs-errors.ts';

/** What every operation of the service works with. */
export interface SqsContext {
  readonly kernel: Kernel;
  readonly queues: QueueStore;
}

/** The permission on the queue of a request; a queue's own policy may give it as well. */
export function queueAccess(context: SqsContext, action: string, queueUrl: string | undefined): AccessRequest[] {
  if (!queueUrl) throw missingParameter('QueueUrl');
  return namedQueueAccess(context, action, queueNameOfUrl(queueUrl));
}

export function namedQueueAccess({ queues }: SqsContext, action: string, name: string): AccessRequest[] {
  const resourcePolicy = queues.find(name)?.settings.policy;
  return [{ action: `sqs:${action}`, resource: queues.arnOf(name), ...(resourcePolicy && { resourcePolicy }) }];
}

/** Counts one request: as many as the 64 KB chunks that it carries, one at least. */
export function meterRequest({ kernel }: SqsContext, bytes = 0): void {
  kernel.meter.add('sqsRequests', Math.max(1, Math.ceil(bytes / sqsLimits.billedChunkBytes)));
}
