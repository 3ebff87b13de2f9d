/** One line a failed invocation, with ids only; what succeeds says so in its own words, where there is something to say. */
import type middy from '@middy/core';
import { LegworkError } from '../../domain/errors.ts';
import { framesOf } from '../failures/failures.ts';
import { withDefaults } from '../options.ts';
import type { HandlerLogger, LogFields } from '../platform.ts';

interface LoggingOptions {
  readonly logger: HandlerLogger;
  /** Name of the function. Default: `handler`. */
  readonly handlerName?: string;
}

const defaults = { handlerName: 'handler' };

export function logging(options: LoggingOptions): middy.MiddlewareObj {
  const { logger, handlerName } = withDefaults('logging', defaults, options, ['logger', 'handlerName']);

  const loggingOnError: middy.MiddlewareFn = (request) => {
    const error = request.error;
    const fields: LogFields = {
      handlerName,
      requestId: request.context.awsRequestId,
      ...workflowOf(request.event),
      errorName: nameOf(error),
      errorMessage: error instanceof LegworkError ? error.message : undefined,
      causeName: error instanceof Error && error.cause !== undefined ? nameOf(error.cause) : undefined,
      thrownAt: framesOf(error).slice(0, 4).join('\n'),
    };
    if (error instanceof LegworkError) logger.warn('The invocation failed', fields);
    else logger.error('The invocation failed', fields);
  };

  return { onError: loggingOnError };
}

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);

/** The ids of the run that asked, where the input has them in their usual place. */
function workflowOf(event: unknown): LogFields {
  if (typeof event !== 'object' || event === null || !('workflow' in event)) return {};
  const { workflow } = event;
  if (typeof workflow !== 'object' || workflow === null) return {};
  const { type, id, run } = workflow as Record<string, unknown>;
  return {
    workflowType: typeof type === 'string' ? type : undefined,
    workflowId: typeof id === 'string' ? id : undefined,
    run: typeof run === 'number' ? run : undefined,
  };
}
