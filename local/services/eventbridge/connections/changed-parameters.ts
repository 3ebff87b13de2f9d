import { type AuthParameters, type HttpParameter, isSecret } from './auth-parameters.ts';

type Members = Readonly<Record<string, unknown>>;

/** What an update leaves out stays: of a credential each member by itself, of the parameters of a call each list. */
export function changedParameters(before: AuthParameters, given: Members = {}): Members {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    const previous = merged[name];
    merged[name] = isRecord(previous) && isRecord(value) ? { ...previous, ...value } : value;
  }
  return merged;
}

/** As descriptions show them: no password, no key, no value that is said to be secret. */
export function shownParameters(parameters: AuthParameters): Members {
  const { ApiKeyAuthParameters: apiKey, BasicAuthParameters: basic, InvocationHttpParameters: http } = parameters;
  return {
    ...(apiKey && { ApiKeyAuthParameters: { ApiKeyName: apiKey.ApiKeyName } }),
    ...(basic && { BasicAuthParameters: { Username: basic.Username } }),
    ...(http && {
      InvocationHttpParameters: Object.fromEntries(
        Object.entries(http).map(([name, list]: [string, readonly HttpParameter[]]) => [name, list.map(shown)]),
      ),
    }),
  };
}

function shown(parameter: HttpParameter): Members {
  const { Key, Value } = parameter;
  return isSecret(parameter) ? { Key, IsValueSecret: true } : { Key, Value, IsValueSecret: false };
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
