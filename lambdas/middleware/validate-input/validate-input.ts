/** Innermost: the handler sees only what its schema accepted; anything else is `InvalidInput` that names the field. */
import type middy from '@middy/core';
import type { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';
import { withDefaults } from '../options.ts';

interface ValidateInputOptions {
  readonly schema: z.ZodType;
}

const defaults = {};

export function validateInput(options: ValidateInputOptions): middy.MiddlewareObj {
  const { schema } = withDefaults('validate-input', defaults, options, ['schema']);

  const validateInputBefore: middy.MiddlewareFn = (request) => {
    const parsed = schema.safeParse(request.event);
    if (!parsed.success) throw toInvalidInput(parsed.error);
    request.event = parsed.data;
  };

  return { before: validateInputBefore };
}

/** The first complaint: a schema's own messages may quote the value, those that we wrote do not. */
function toInvalidInput(error: z.ZodError): InvalidInput {
  const issue = error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : 'input';
  return new InvalidInput(field, (issue?.code === 'custom' ? issue.message : issue?.code) ?? 'invalid');
}
