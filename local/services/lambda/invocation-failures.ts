import { lambdaLimits } from './limits.ts';
import type { FunctionFailure, HandlerOutcome } from './worker/protocol.ts';

/** @param reason as Lambda words it: `with error: exit status 3`, for example */
export function exitFailure(requestId: string | undefined, reason: string): FunctionFailure {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${reason}`,
  };
}

export function timeoutFailure(requestId: string, timeoutSeconds: number): FunctionFailure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** A response of the handler, or the failure that one is which is too large. */
export function limitResponse(payload: string): HandlerOutcome {
  if (Buffer.byteLength(payload) <= lambdaLimits.syncResponseBytes) return { kind: 'result', payload };
  return {
    kind: 'failure',
    failure: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${lambdaLimits.syncResponseBytes} bytes).`,
    },
  };
}
