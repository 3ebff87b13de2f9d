import type { AccessRequest } from '../../../kernel/service.ts';
import type { AuthParameters } from './auth-parameters.ts';

/** What a connection adds to a call, ready to be added: it is looked at with every call. */
export interface ConnectionCredentials {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** By name, in the order of the connection. */
  readonly query: ReadonlyMap<string, string>;
  /** What the role that calls with the connection must be allowed. */
  readonly access: readonly AccessRequest[];
}

interface Identity {
  readonly arn: string;
  readonly secretArn: string;
}

export function credentialsOf({ arn, secretArn }: Identity, parameters: AuthParameters): ConnectionCredentials {
  const { ApiKeyAuthParameters: apiKey, BasicAuthParameters: basic, InvocationHttpParameters: http = {} } = parameters;
  const headers: Record<string, string> = {};
  for (const { Key, Value } of http.HeaderParameters ?? []) headers[Key.toLowerCase()] = Value;
  if (apiKey !== undefined) headers[apiKey.ApiKeyName.toLowerCase()] = apiKey.ApiKeyValue;
  if (basic !== undefined) {
    headers.authorization = `Basic ${Buffer.from(`${basic.Username}:${basic.Password}`).toString('base64')}`;
  }
  return {
    headers,
    query: new Map((http.QueryStringParameters ?? []).map(({ Key, Value }) => [Key, Value])),
    access: accessOf(arn, secretArn),
  };
}

/** (Step Functions developer guide: "IAM permissions to run an HTTP Task") */
function accessOf(arn: string, secretArn: string): AccessRequest[] {
  return [
    { action: 'events:RetrieveConnectionCredentials', resource: arn },
    { action: 'secretsmanager:GetSecretValue', resource: secretArn },
    { action: 'secretsmanager:DescribeSecret', resource: secretArn },
  ];
}
