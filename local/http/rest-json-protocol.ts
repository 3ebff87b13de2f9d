import { AwsError } from '../kernel/aws-error.ts';
import type { ServiceName } from '../kernel/service.ts';
import { parseJsonObject, stringifyJson } from './json-values.ts';
import { type RestRoute, restRoutes } from './rest-routes.ts';
import { bytesOf, textOf, type WireBody, type WireProtocol, type WireRequest } from './wire.ts';

/** Names that credential scopes use for the services with REST paths. */
const signingNames: Readonly<Record<string, ServiceName>> = {
  geo: 'geo',
  'geo-routes': 'geo-routes',
  lambda: 'lambda',
  scheduler: 'scheduler',
  ses: 'ses',
};

/** Services whose errors spell their text `Message`. */
const capitalMessage: ReadonlySet<ServiceName> = new Set(['lambda', 'scheduler']);

/** REST-JSON: the operation in method and path, members in path, query, headers and body. */
export const restJsonProtocol: WireProtocol = {
  decode(request) {
    const found = findRoute(request);
    if (found === undefined) {
      throw new AwsError(
        'UnknownOperationException',
        `the local runtime has no operation at ${request.method} ${request.path}`,
        { statusCode: 404 },
      );
    }
    const { route, labels } = found;
    return {
      service: route.service,
      operation: route.operation,
      input: {
        ...decodeBody(route, request),
        ...decodeQuery(route, request),
        ...decodeHeaders(route, request),
        ...labels,
      },
    };
  },

  encodeResult(call, output, requestId) {
    const route = restRoutes.find((one) => one.service === call.service && one.operation === call.operation);
    const members = { ...(output as Record<string, unknown> | undefined) };
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    let statusCode = route?.statusCode ?? 200;
    for (const [member, header] of Object.entries(route?.resultHeaders ?? {})) {
      if (members[member] !== undefined) headers[header] = String(members[member]);
      delete members[member];
    }
    if (route?.resultStatus !== undefined) {
      if (typeof members[route.resultStatus] === 'number') statusCode = members[route.resultStatus] as number;
      delete members[route.resultStatus];
    }
    const payload = route?.payload === undefined ? undefined : members[route.payload];
    const body = route?.payload === undefined ? stringifyJson(members) : payloadBody(payload);
    return { statusCode, headers, body };
  },

  encodeError(service, error, requestId) {
    const messageMember = service !== undefined && capitalMessage.has(service) ? 'Message' : 'message';
    return {
      statusCode: error.statusCode,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': error.code,
      },
      body: stringifyJson({ [messageMember]: error.message, ...error.fields }),
    };
  },
};

/** The service that a request was signed for, or whose paths it has. */
export function serviceOfRestRequest(request: WireRequest): ServiceName | undefined {
  return signedService(request) ?? findRoute(request)?.route.service;
}

function findRoute(request: WireRequest): { route: RestRoute; labels: Record<string, string> } | undefined {
  const signed = signedService(request);
  for (const route of restRoutes) {
    if (route.method !== request.method || (signed !== undefined && route.service !== signed)) continue;
    const labels = matchPath(route.path, request.path);
    if (labels !== undefined) return { route, labels };
  }
  return undefined;
}

/** `Credential=KEY/20260301/eu-west-1/scheduler/aws4_request` names the service. */
function signedService(request: WireRequest): ServiceName | undefined {
  const [, name = ''] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  return Object.hasOwn(signingNames, name) ? signingNames[name] : undefined;
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index]!;
    const [, label] = /^\{(\w+)\}$/.exec(segment) ?? [];
    if (label === undefined) {
      if (segment !== value) return undefined;
    } else {
      const decoded = decodeSegment(value);
      if (decoded === '') return undefined;
      labels[label] = decoded;
    }
  }
  return labels;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new AwsError('SerializationException', `the path has a malformed escape: ${segment}`, { cause: error });
  }
}

function decodeBody(route: RestRoute, request: WireRequest): Record<string, unknown> {
  if (route.payload !== undefined) return { [route.payload]: bytesOf(request.body) };
  return parseJsonObject(textOf(request.body));
}

function decodeQuery(route: RestRoute, request: WireRequest): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [parameter, member] of Object.entries(route.query ?? {})) {
    if (!request.query.has(parameter)) continue;
    if (route.queryLists?.includes(parameter)) members[member] = request.query.getAll(parameter);
    else if (route.queryNumbers?.includes(parameter)) members[member] = Number(request.query.get(parameter));
    else members[member] = request.query.get(parameter);
  }
  return members;
}

function decodeHeaders(route: RestRoute, request: WireRequest): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [header, member] of Object.entries(route.headers ?? {})) {
    if (request.headers[header] !== undefined) members[member] = request.headers[header];
  }
  return members;
}

function payloadBody(payload: unknown): WireBody {
  if (payload === undefined) return '';
  return payload instanceof Uint8Array ? payload : String(payload);
}
