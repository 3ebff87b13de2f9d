import { isAuthorizationType, memberOfType } from './auth-parameters.ts';

type Members = Readonly<Record<string, unknown>>;

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** They say how a message is carried, and belong to whoever carries it. */
const carriersHeaders =
  /^(?:connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|user-agent|range)$/i;
/** A line break would begin another header. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Longest key and value of the API. Unit: characters. */
const longest = 512;

/**
 * What about the properties of a connection is not supported or not valid. Intrinsic functions of a template may still
 * stand where values will be: they are looked at once they are resolved.
 */
export function authParameterProblems(properties: Members): string[] {
  const { AuthorizationType: type, AuthParameters: parameters } = properties;
  if (isIntrinsic(type) || isIntrinsic(parameters)) return [];
  if (type === undefined) return ['AuthorizationType is missing'];
  if (!isAuthorizationType(type)) return [`the AuthorizationType ${JSON.stringify(type)} is not supported`];
  if (!isRecord(parameters)) return ['AuthParameters must be an object'];
  if (JSON.stringify(parameters).includes('{{resolve:')) {
    return ['dynamic references ({{resolve:…}}) are not supported in AuthParameters'];
  }
  const wanted = memberOfType[type];
  return [
    ...unknownMembers(
      parameters,
      'AuthParameters',
      [wanted, 'InvocationHttpParameters'],
      `with AuthorizationType ${type}`,
    ),
    ...credentialProblems(parameters[wanted], wanted),
    ...invocationProblems(parameters.InvocationHttpParameters),
  ];
}

function credentialProblems(value: unknown, member: 'ApiKeyAuthParameters' | 'BasicAuthParameters'): string[] {
  const path = `AuthParameters.${member}`;
  if (isIntrinsic(value)) return [];
  if (!isRecord(value)) return [`${path} is missing`];
  if (member === 'BasicAuthParameters') {
    return [
      ...unknownMembers(value, path, ['Username', 'Password']),
      ...textProblems(value.Username, `${path}.Username`, /^[^:]+$/),
      ...textProblems(value.Password, `${path}.Password`, /./s),
    ];
  }
  return [
    ...unknownMembers(value, path, ['ApiKeyName', 'ApiKeyValue']),
    ...headerNameProblems(value.ApiKeyName, `${path}.ApiKeyName`),
    ...textProblems(value.ApiKeyValue, `${path}.ApiKeyValue`, headerValue),
  ];
}

function invocationProblems(value: unknown): string[] {
  const path = 'AuthParameters.InvocationHttpParameters';
  if (value === undefined || isIntrinsic(value)) return [];
  if (!isRecord(value)) return [`${path} must be an object`];
  return [
    ...unknownMembers(value, path, ['HeaderParameters', 'QueryStringParameters']),
    ...listProblems(value.HeaderParameters, `${path}.HeaderParameters`, headerNameProblems, headerValue),
    ...listProblems(value.QueryStringParameters, `${path}.QueryStringParameters`, plainNameProblems, /^/),
  ];
}

function listProblems(
  value: unknown,
  path: string,
  nameProblems: (name: unknown, path: string) => string[],
  pattern: RegExp,
): string[] {
  if (value === undefined || isIntrinsic(value)) return [];
  if (!Array.isArray(value)) return [`${path} must be a list`];
  return value.flatMap((entry: unknown, index) => {
    const at = `${path}[${index}]`;
    if (isIntrinsic(entry)) return [];
    if (!isRecord(entry)) return [`${at} must be an object`];
    return [
      ...unknownMembers(entry, at, ['Key', 'Value', 'IsValueSecret']),
      ...nameProblems(entry.Key, `${at}.Key`),
      ...textProblems(entry.Value, `${at}.Value`, pattern),
    ];
  });
}

function headerNameProblems(value: unknown, path: string): string[] {
  const problems = textProblems(value, path, headerName);
  if (problems.length > 0 || typeof value !== 'string' || !carriersHeaders.test(value)) return problems;
  return [`${path}: the header ${value} cannot be set by a connection`];
}

function plainNameProblems(value: unknown, path: string): string[] {
  return textProblems(value, path, /./s);
}

/** Without the value itself, which may be a secret. */
function textProblems(value: unknown, path: string, pattern: RegExp): string[] {
  if (isIntrinsic(value)) return [];
  if (typeof value !== 'string') return [`${path} must be text`];
  if (value.length > longest) return [`${path} has more than ${longest} characters`];
  return pattern.test(value) ? [] : [`${path} is not valid`];
}

function unknownMembers(value: Members, path: string, known: readonly string[], when = ''): string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `the property ${path}.${name} is not supported${when === '' ? '' : ` ${when}`}`);
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}
