/** How a connection lets its users in, as the API and templates have it. */
export interface AuthParameters {
  readonly ApiKeyAuthParameters?: { readonly ApiKeyName: string; readonly ApiKeyValue: string };
  readonly BasicAuthParameters?: { readonly Username: string; readonly Password: string };
  readonly InvocationHttpParameters?: InvocationHttpParameters;
}

/** What every call with the connection carries besides. */
interface InvocationHttpParameters {
  readonly HeaderParameters?: readonly HttpParameter[];
  readonly QueryStringParameters?: readonly HttpParameter[];
}

export interface HttpParameter {
  readonly Key: string;
  readonly Value: string;
  /** Whether descriptions leave the value out. Default: no. */
  readonly IsValueSecret?: boolean | string;
}

export type AuthorizationType = 'API_KEY' | 'BASIC';

/** The member that says how, for each type. */
export const memberOfType = { API_KEY: 'ApiKeyAuthParameters', BASIC: 'BasicAuthParameters' } as const;

export function isAuthorizationType(value: unknown): value is AuthorizationType {
  return typeof value === 'string' && Object.hasOwn(memberOfType, value);
}

export function isSecret({ IsValueSecret }: HttpParameter): boolean {
  return String(IsValueSecret) === 'true';
}
