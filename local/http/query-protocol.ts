import { AwsError } from '../kernel/aws-error.ts';
import type { ServiceName } from '../kernel/service.ts';
import { parseQueryInput } from './query-input.ts';
import { textOf, type WireProtocol, type WireRequest } from './wire.ts';
import { escapeXml, renderXml } from './xml.ts';

interface QueryService {
  readonly service: ServiceName;
  readonly xmlNamespace: string;
}

/** By the API version that every request of the protocol names. */
const versions: Readonly<Record<string, QueryService>> = {
  '2010-03-31': { service: 'sns', xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
  '2011-06-15': { service: 'sts', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  '2010-05-08': { service: 'iam', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
};

const namespaces = new Map(Object.values(versions).map(({ service, xmlNamespace }) => [service, xmlNamespace]));

/** The Query protocol: a form in, XML out. */
export const queryProtocol: WireProtocol = {
  decode(request) {
    const form = new URLSearchParams(textOf(request.body));
    const version = form.get('Version') ?? '';
    const action = form.get('Action') ?? '';
    const found = Object.hasOwn(versions, version) ? versions[version] : undefined;
    if (found === undefined) {
      throw new AwsError(
        'InvalidAction',
        `the local runtime does not know the action ${action} of the API version ${version} in the Query protocol`,
      );
    }
    return { service: found.service, operation: action, input: parseQueryInput(form) };
  },

  encodeResult({ service, operation }, output, requestId) {
    const xml =
      `<${operation}Response xmlns="${namespaces.get(service) ?? ''}">` +
      `<${operation}Result>${renderXml(output)}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
    return { statusCode: 200, headers: headersOf(requestId), body: xml };
  },

  encodeError(service, error, requestId) {
    const fault = error.statusCode < 500 ? 'Sender' : 'Receiver';
    const namespace = service === undefined ? '' : (namespaces.get(service) ?? '');
    const xml =
      `<ErrorResponse xmlns="${namespace}"><Error><Type>${fault}</Type><Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { statusCode: error.statusCode, headers: headersOf(requestId), body: xml };
  },
};

export function isQueryRequest(request: WireRequest): boolean {
  return (
    request.method === 'POST' && (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  );
}

function headersOf(requestId: string): Record<string, string> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
}
