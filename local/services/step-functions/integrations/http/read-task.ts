import type { Json, JsonObject } from '../../../../engine/asl.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import { invalidCall } from './http-failure.ts';

/** The parameters of an HTTP task. */
export interface HttpTask {
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly connectionArn: string;
  readonly headers: Json | undefined;
  readonly query: Json | undefined;
  /** As it is sent. Absent: nothing is. */
  readonly body?: string;
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']);
const members: ReadonlySet<string> = new Set([
  'ApiEndpoint',
  'Authentication',
  'Headers',
  'InvocationConfig',
  'Method',
  'QueryParameters',
  'RequestBody',
]);

/** Throws `States.Runtime` for what no call can be made of. */
export function readHttpTask(parameters: JsonObject): HttpTask {
  for (const name of Object.keys(parameters)) {
    if (!members.has(name)) throw invalidCall(`The field ${name} of an HTTP task is not supported`);
  }
  const { ApiEndpoint, Method, Headers: headers, QueryParameters: query, RequestBody } = parameters;
  if (typeof Method !== 'string' || !methods.has(Method)) {
    throw invalidCall(`The Method must be one of ${[...methods].join(', ')} but was: ${JSON.stringify(Method)}`);
  }
  const task = {
    endpoint: parseEndpoint(ApiEndpoint),
    method: Method,
    connectionArn: connectionOf(parameters),
    headers,
    query,
  };
  if (RequestBody === undefined || RequestBody === null) return task;
  return { ...task, body: typeof RequestBody === 'string' ? RequestBody : JSON.stringify(RequestBody) };
}

function connectionOf({ Authentication, InvocationConfig }: JsonObject): string {
  if (Authentication !== undefined && InvocationConfig !== undefined) {
    throw invalidCall('An HTTP task has either Authentication or InvocationConfig');
  }
  const holder = (InvocationConfig ?? Authentication ?? {}) as { readonly ConnectionArn?: Json };
  if (typeof holder.ConnectionArn === 'string') return holder.ConnectionArn;
  throw invalidCall('An HTTP task needs a ConnectionArn in InvocationConfig or Authentication');
}
