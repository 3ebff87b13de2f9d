import type { Failure } from '../../../engine/types.ts';
import { isAwsError } from '../../../kernel/aws-error.ts';
import { type ErrorNaming, TaskFailureError } from './integration.ts';

/** `{Error, Cause}` of what an integration threw, named and worded as Step Functions does it. Other errors pass through. */
export function toFailure(error: unknown, naming: ErrorNaming, requestId: string): Failure {
  if (error instanceof TaskFailureError) return error.failure;
  if (!isAwsError(error)) throw error;
  const { prefix, unmodelled, unmodelledCodes, signature } = naming;
  const code = error.code.split('.').at(-1) as string;
  const isModelled = unmodelledCodes !== true && !unmodelledCodes.has(error.code);
  const exception = code.endsWith('Exception') ? code : `${code}Exception`;
  const { service } = signature;
  const cause =
    signature.family === 'optimised'
      ? `(Service: ${service}; Status Code: ${error.statusCode}; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null)`
      : `(Service: ${service}, Status Code: ${error.statusCode}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  return { error: `${prefix}.${isModelled ? exception : unmodelled}`, cause: `${error.message} ${cause}` };
}
