/**
 * Outermost: turns whatever was thrown into an error that Step Functions can match and anybody may read.
 * Our own errors keep name and message (both are made for it); errors of AWS clients keep their name; all others become
 * `Unexpected`. Foreign messages are dropped, since they quote input (a JSON syntax error does), and so are causes, which
 * Lambda would write to its log whole.
 */
import type middy from '@middy/core';
import { LegworkError } from '../../domain/errors.ts';
import { withDefaults } from '../options.ts';

interface FailuresOptions {
  /** Name of the function, for the message of an unexpected error. Default: `handler`. */
  readonly handlerName?: string;
}

const defaults = { handlerName: 'handler' };

export function failures(options: FailuresOptions = {}): middy.MiddlewareObj {
  const { handlerName } = withDefaults('failures', defaults, options, ['handlerName']);

  const failuresOnError: middy.MiddlewareFn = (request) => {
    request.error = toFailure(request.error, handlerName);
  };

  return { onError: failuresOnError };
}

/** What leaves a handler: nothing but a literal name, a message without personal data, and where it came from. */
function toFailure(thrown: unknown, handlerName: string): Error {
  if (thrown instanceof LegworkError) return failure(thrown.name, thrown.message, thrown);
  if (isServiceError(thrown)) {
    const status = thrown.$metadata.httpStatusCode ?? 'none';
    return failure(thrown.name, `an AWS call of ${handlerName} was answered so (HTTP status ${status})`, thrown);
  }
  const kind = thrown instanceof Error ? thrown.name : `a thrown ${typeof thrown}`;
  return failure('Unexpected', `${kind} in ${handlerName}`, thrown);
}

function failure(name: string, message: string, thrown: unknown): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = [`${name}: ${message}`, ...framesOf(thrown)].join('\n');
  return error;
}

/** The frames of a stack without its head, which is the foreign message. */
export function framesOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return [];
  return thrown.stack.split('\n').filter((line) => /^\s+at /.test(line));
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && '$metadata' in thrown && typeof thrown.$metadata === 'object';
}
