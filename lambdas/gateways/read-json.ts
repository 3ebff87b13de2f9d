/** What the HTTP APIs of our own systems have in common: JSON for a bearer key. */
import { type Provider, ProviderUnavailable } from '../domain/errors.ts';

/** How such a system is reached. */
interface HttpAccess {
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface HttpOptions {
  /** Gives the access; called for every request, so that a rotated key is taken up. */
  readonly connect: () => Promise<HttpAccess>;
  /** Told that the key was refused: the next request should have another one. */
  readonly onRefused: () => void;
  readonly fetch: typeof globalThis.fetch;
}

/** A call that takes longer has failed. Unit: milliseconds. Shorter than the timeout of the functions. */
const callTimeoutMs = 10_000;

/**
 * @param path segments, not yet encoded
 * @throws ProviderUnavailable for whatever is no JSON with a status of success
 */
export async function readJson(
  provider: Provider,
  { connect, onRefused, fetch }: HttpOptions,
  path: readonly string[],
): Promise<unknown> {
  const { baseUrl, apiKey } = await connect();
  const address = [baseUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
  const unavailable = (problem: string, cause?: unknown) => new ProviderUnavailable(provider, problem, { cause });
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { accept: 'application/json', authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(callTimeoutMs),
    });
  } catch (error) {
    throw unavailable('no answer', error);
  }
  if (response.status === 401 || response.status === 403) onRefused();
  if (!response.ok) throw unavailable(`HTTP status ${response.status}`);
  try {
    return await response.json();
  } catch (error) {
    throw unavailable('an answer that is not JSON', error);
  }
}
