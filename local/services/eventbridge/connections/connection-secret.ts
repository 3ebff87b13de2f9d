import type { AuthParameters, HttpParameter } from './auth-parameters.ts';

/** The connection's secret as EventBridge writes it: everybody with the permission can read it there. */
interface ConnectionSecret {
  readonly api_key_name?: string;
  readonly api_key_value?: string;
  readonly username?: string;
  readonly password?: string;
  readonly invocation_http_parameters?: {
    readonly header_parameters?: readonly SecretParameter[];
    readonly query_string_parameters?: readonly SecretParameter[];
  };
}

interface SecretParameter {
  readonly key: string;
  readonly value: string;
  readonly is_value_secret: boolean | string;
}

export function writeConnectionSecret(parameters: AuthParameters): string {
  const { ApiKeyAuthParameters: apiKey, BasicAuthParameters: basic, InvocationHttpParameters: http } = parameters;
  const secret: ConnectionSecret = {
    ...(apiKey && { api_key_name: apiKey.ApiKeyName, api_key_value: apiKey.ApiKeyValue }),
    ...(basic && { username: basic.Username, password: basic.Password }),
    ...(http && {
      invocation_http_parameters: {
        ...(http.HeaderParameters && { header_parameters: http.HeaderParameters.map(written) }),
        ...(http.QueryStringParameters && { query_string_parameters: http.QueryStringParameters.map(written) }),
      },
    }),
  };
  return JSON.stringify(secret);
}

export function readConnectionSecret(text: string): AuthParameters {
  const { api_key_name, api_key_value, username, password, invocation_http_parameters } = JSON.parse(
    text,
  ) as ConnectionSecret;
  const { header_parameters, query_string_parameters } = invocation_http_parameters ?? {};
  return {
    ...(api_key_name !== undefined && {
      ApiKeyAuthParameters: { ApiKeyName: api_key_name, ApiKeyValue: String(api_key_value) },
    }),
    ...(username !== undefined && { BasicAuthParameters: { Username: username, Password: String(password) } }),
    ...(invocation_http_parameters && {
      InvocationHttpParameters: {
        ...(header_parameters && { HeaderParameters: header_parameters.map(read) }),
        ...(query_string_parameters && { QueryStringParameters: query_string_parameters.map(read) }),
      },
    }),
  };
}

function written({ Key, Value, IsValueSecret = false }: HttpParameter): SecretParameter {
  return { key: Key, value: Value, is_value_secret: IsValueSecret };
}

function read({ key, value, is_value_secret }: SecretParameter): HttpParameter {
  return { Key: key, Value: value, IsValueSecret: is_value_secret };
}
