import type { ProviderAnswer } from './http-provider.ts';

/**
 * Answers by idempotency key, as Stripe keeps them: whatever a call came to once it took effect is answered again, a
 * declined card too; a call that was refused as it stood leaves its key unused.
 */
interface IdempotencyKeys {
  /** @param request what is asked; another question under a known key is refused */
  once(key: string | undefined, request: string, effect: () => ProviderAnswer): ProviderAnswer;
}

interface Kept {
  readonly request: string;
  readonly answer: ProviderAnswer;
}

export function createIdempotencyKeys(): IdempotencyKeys {
  const kept = new Map<string, Kept>();
  return {
    once(key, request, effect) {
      if (key === undefined) return effect();
      const known = kept.get(key);
      if (known === undefined) {
        const answer = effect();
        if (answer.status === 200 || answer.status === 402) kept.set(key, { request, answer });
        return answer;
      }
      if (known.request !== request) return mismatch(key);
      const { 'request-id': original, ...headers } = known.answer.headers ?? {};
      return {
        ...known.answer,
        headers: {
          ...headers,
          'idempotent-replayed': 'true',
          ...(original === undefined ? {} : { 'original-request': original }),
        },
      };
    },
  };
}

function mismatch(key: string): ProviderAnswer {
  const message =
    'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
    `Try using a key other than '${key}' if you meant to execute a different request.`;
  return { status: 400, body: { error: { type: 'idempotency_error', message } } };
}
