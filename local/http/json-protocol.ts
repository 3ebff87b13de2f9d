import { AwsError } from '../kernel/aws-error.ts';
import type { ServiceName } from '../kernel/service.ts';
import { parseJsonObject, stringifyJson } from './json-values.ts';
import { queryErrorHeader } from './query-error-codes.ts';
import { textOf, type WireProtocol, type WireRequest } from './wire.ts';

interface JsonService {
  readonly service: ServiceName;
  readonly version: '1.0' | '1.1';
  /** Stands before the code in `__type`. */
  readonly namespace: string;
}

/** By the prefix of `X-Amz-Target: <prefix>.<operation>`. */
const targets: Readonly<Record<string, JsonService>> = {
  AmazonSQS: { service: 'sqs', version: '1.0', namespace: 'com.amazonaws.sqs' },
  AmazonSSM: { service: 'ssm', version: '1.1', namespace: 'com.amazonaws.ssm' },
  AWSEvents: { service: 'events', version: '1.1', namespace: 'com.amazonaws.events' },
  AWSStepFunctions: { service: 'states', version: '1.0', namespace: 'com.amazonaws.swf.service.v2.model' },
  DynamoDB_20120810: { service: 'dynamodb', version: '1.0', namespace: 'com.amazonaws.dynamodb.v20120810' },
  GraniteServiceVersion20100801: { service: 'cloudwatch', version: '1.0', namespace: 'com.amazonaws.cloudwatch' },
  Logs_20140328: { service: 'logs', version: '1.1', namespace: 'com.amazonaws.logs' },
  secretsmanager: { service: 'secretsmanager', version: '1.1', namespace: 'com.amazonaws.secretsmanager' },
};

const byService = new Map(Object.values(targets).map((target) => [target.service, target]));

/** AWS JSON 1.0 and 1.1: one path, the operation in `X-Amz-Target`. */
export const jsonProtocol: WireProtocol = {
  decode(request) {
    const [prefix = '', operation = ''] = splitTarget(request);
    const target = Object.hasOwn(targets, prefix) ? targets[prefix] : undefined;
    if (target === undefined) {
      throw new AwsError(
        'UnknownOperationException',
        `the local runtime does not know the target ${prefix}.${operation}`,
      );
    }
    return { service: target.service, operation, input: parseJsonObject(textOf(request.body)) };
  },

  encodeResult: (call, output, requestId) => ({
    statusCode: 200,
    headers: headersOf(byService.get(call.service), requestId),
    body: output === undefined ? '{}' : stringifyJson(output),
  }),

  encodeError(service, error, requestId) {
    const target = service === undefined ? undefined : byService.get(service);
    const type = target === undefined ? error.code : `${target.namespace}#${error.code}`;
    const queryError = service === undefined ? undefined : queryErrorHeader(service, error.code, error.statusCode);
    return {
      statusCode: error.statusCode,
      headers: {
        ...headersOf(target, requestId),
        ...(queryError === undefined ? {} : { 'x-amzn-query-error': queryError }),
      },
      body: stringifyJson({ __type: type, message: error.message, ...error.fields }),
    };
  },
};

/** Service of a target header, also for an operation that does not exist. */
export function serviceOfTarget(request: WireRequest): ServiceName | undefined {
  const [prefix = ''] = splitTarget(request);
  return Object.hasOwn(targets, prefix) ? targets[prefix]?.service : undefined;
}

function splitTarget(request: WireRequest): string[] {
  return (request.headers['x-amz-target'] ?? '').split('.');
}

function headersOf(target: JsonService | undefined, requestId: string): Record<string, string> {
  return {
    'content-type': `application/x-amz-json-${target?.version ?? '1.1'}`,
    'x-amzn-requestid': requestId,
  };
}
