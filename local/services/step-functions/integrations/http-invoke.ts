import { isAwsError } from '../../../kernel/aws-error.ts';
import type { ConnectionCredentials } from '../../eventbridge/connections/connection-credentials.ts';
import type { HttpCall, HttpReach } from './http/http-reach.ts';
import { withQuery } from './http/query-parameters.ts';
import { readAnswer } from './http/read-answer.ts';
import { type HttpTask, readHttpTask } from './http/read-task.ts';
import { addTaskHeaders } from './http/task-headers.ts';
import { type Integration, type IntegrationRequest, parametersObject, TaskFailureError } from './integration.ts';

/**
 * `http:invoke`: a call of an HTTP endpoint, with the credentials of an EventBridge connection.
 * (Step Functions developer guide: "Call HTTPS APIs in Step Functions workflows")
 */
export const httpInvoke: Integration = {
  // Whatever the services refuse is worded below; nothing else of theirs is called.
  naming: {
    prefix: 'States.Http',
    unmodelled: 'InternalError',
    unmodelledCodes: true,
    signature: { family: 'optimised', service: 'AWSStepFunctions' },
  },
  async perform(request) {
    const task = readHttpTask(parametersObject(request));
    assertMayInvoke(request, task);
    const credentials = retrieveCredentials(request, task.connectionArn);
    return readAnswer(await request.http.send(callOf(request.http, task, credentials)));
  },
};

function assertMayInvoke({ authorise, execution }: IntegrationRequest, { method, endpoint }: HttpTask): void {
  const conditions = { 'states:HTTPMethod': method, 'states:HTTPEndpoint': endpoint.url };
  refusedAs(
    'States.Http.AccessDenied',
    () =>
      authorise('states', [{ action: 'states:InvokeHTTPEndpoint', resource: execution.stateMachineArn, conditions }]),
    () =>
      `AWS Step Functions is not authorized to perform states:InvokeHTTPEndpoint on API Endpoint ${endpoint.url}. Ensure that the StateMachine role contains the states:InvokeHTTPEndpoint permission for the given API Endpoint`,
  );
}

function retrieveCredentials({ authorise, http }: IntegrationRequest, connectionArn: string): ConnectionCredentials {
  const credentials = http.findCredentials(connectionArn);
  const access = credentials?.access ?? [{ action: 'events:RetrieveConnectionCredentials', resource: connectionArn }];
  refusedAs('Events.ConnectionResource.AccessDenied', () => authorise('events', access));
  if (credentials !== undefined) return credentials;
  throw new TaskFailureError({
    error: 'Events.ConnectionResource.ResourceNotFound',
    cause: `The connection ${connectionArn} does not exist`,
  });
}

/** A refusal under the name that it has for HTTP tasks. */
function refusedAs(error: string, authorise: () => void, cause?: () => string): void {
  try {
    authorise();
  } catch (refusal) {
    if (!isAwsError(refusal)) throw refusal;
    throw new TaskFailureError({ error, cause: cause?.() ?? refusal.message });
  }
}

const jsonContentType = 'application/json; charset=UTF-8';
/** Step Functions takes no more of an answer than fits a state's output. */
const range = 'bytes=0-262144';

/** Of a header or parameter that both the task and the connection have, the connection's counts. */
function callOf(
  { userAgent }: HttpReach,
  { endpoint, method, headers: given, query, body }: HttpTask,
  credentials: ConnectionCredentials,
): HttpCall {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['content-type'] = jsonContentType;
  addTaskHeaders(headers, given);
  for (const name in credentials.headers) headers[name] = credentials.headers[name]!;
  headers['user-agent'] = userAgent;
  headers.range = range;
  const { origin, host } = endpoint;
  const target = withQuery(endpoint.target, query, credentials.query);
  return { origin, host, target, method, headers, ...(body === undefined ? {} : { body }) };
}
