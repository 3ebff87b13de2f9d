/** What state machines send to the protocol's functions, as schemas with the protocol's limits. */
import * as z from 'zod';
import { signalKeyPrefix, signalTypes } from '../../domain/signals.ts';
import { workflowTypes } from '../../domain/workflow-types.ts';
import { attemptLimit, checkpointLimitBytes } from './limits.ts';

export const workflowKeySchema = z.object({
  type: z.enum(workflowTypes),
  id: z.string().regex(/^[A-Za-z0-9-]{1,40}$/),
});

export const workflowRunSchema = workflowKeySchema.extend({ run: z.int().min(1) });

/** `seq`, `Execution.RedriveCount` and `State.RetryCount`: the parts of the fence number. */
export const attemptShape = {
  seq: z.int().min(0),
  redriveCount: z.int().min(0).lt(attemptLimit),
  retryCount: z.int().min(0).lt(attemptLimit),
};

export const acceptsSchema = z.array(z.enum(signalTypes)).min(1);

export const carrySchema = z.array(z.string().startsWith(signalKeyPrefix));

export const checkpointSchema = z
  .looseObject({ phase: z.string() })
  .refine((checkpoint) => jsonBytes(checkpoint) <= checkpointLimitBytes, `over ${checkpointLimitBytes} bytes`);

/** Size of a value as JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
