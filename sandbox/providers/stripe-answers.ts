import type { ProviderAnswer } from './http-provider.ts';

/** Anything that Stripe's API gives an id to. */
export interface StripeObject extends Readonly<Record<string, unknown>> {
  readonly id: string;
}

export function ok(body: object): ProviderAnswer {
  return { status: 200, body };
}

export function stripeError(status: number, error: Readonly<Record<string, unknown>>): ProviderAnswer {
  return { status, body: { error } };
}

/** A request that can never succeed as it is. `code` where Stripe has one for it. */
export function invalidRequest(message: string, details: { code?: string; param?: string } = {}): ProviderAnswer {
  return stripeError(400, { type: 'invalid_request_error', message, ...details });
}

export function missing(kind: string, id: string | null): ProviderAnswer {
  const message = `No such ${kind}: '${id}'`;
  return stripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message, param: 'id' });
}

const listParameters = ['limit', 'starting_after'];
const usualLimit = 10;
const largestLimit = 100;

/** One page of a list, newest first. A filter that is not in `filters` is refused, not ignored. */
export function listPage(
  objects: readonly StripeObject[],
  query: URLSearchParams,
  url: string,
  filters: readonly string[],
): ProviderAnswer {
  const unknown = [...query.keys()].find((name) => !listParameters.includes(name) && !filters.includes(name));
  if (unknown !== undefined) {
    return invalidRequest(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  }
  const limit = Number(query.get('limit') ?? usualLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    return invalidRequest(`Invalid limit: from 1 to ${largestLimit}`, { param: 'limit' });
  }
  const newestFirst = objects.toReversed();
  const after = query.get('starting_after');
  const start = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0) return missing('object', after);
  const data = newestFirst.slice(start, start + limit);
  return ok({ object: 'list', url, data, has_more: start + limit < newestFirst.length });
}
