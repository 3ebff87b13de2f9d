import { gunzipSync } from 'node:zlib';
import type { Iam } from '../iam/iam.ts';
import { AwsError, isAwsError } from '../kernel/aws-error.ts';
import { createIdentifiers, createRandom } from '../kernel/identifiers.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ServiceName } from '../kernel/service.ts';
import { jsonProtocol, serviceOfTarget } from './json-protocol.ts';
import { isQueryRequest, queryProtocol } from './query-protocol.ts';
import { restJsonProtocol, serviceOfRestRequest } from './rest-json-protocol.ts';
import type { WireProtocol, WireRequest, WireResponse } from './wire.ts';

/** Answers one request of an AWS client. Never rejects: whatever goes wrong becomes an error of the request's protocol. */
export type RequestHandler = (request: WireRequest) => Promise<WireResponse>;

export interface RequestHandlerOptions {
  readonly kernel: Kernel;
  readonly iam: Iam;
  /** Told of errors that are no AWS errors; the client gets a 500 for them. */
  readonly onUnhandled: (error: unknown, label: string) => void;
}

export function createRequestHandler({ kernel, iam, onUnhandled }: RequestHandlerOptions): RequestHandler {
  // Apart from the kernel's: how often somebody asks must not change what the runtime draws for itself.
  const identifiers = createIdentifiers(createRandom(0));

  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const requestId = identifiers.uuid();
    const protocol = protocolOf(request);
    let service: ServiceName | undefined;
    try {
      service = serviceOf(protocol, request);
      const call = protocol.decode(unpack(request));
      service = call.service;
      const output = await kernel.call({ ...call, caller: iam.callerOf(accessKeyOf(request)) });
      return protocol.encodeResult(call, output, requestId);
    } catch (error) {
      if (isAwsError(error)) return protocol.encodeError(service, error, requestId);
      onUnhandled(error, labelOf(request));
      const failure = new AwsError('InternalFailure', 'the local runtime failed; its own output says why', {
        statusCode: 500,
        cause: error,
      });
      return protocol.encodeError(service, failure, requestId);
    }
  };

  /** Whoever reads an answer may act on it: what it tells of is on disk before. */
  const answerOnDisk = async (request: WireRequest): Promise<WireResponse> => {
    const answered = await answer(request);
    await kernel.journal.flushed();
    return answered;
  };

  return async (request) => {
    const response = isLongPoll(request)
      ? await answerOnDisk(request)
      : await kernel.work.during(labelOf(request), () => answerOnDisk(request));
    // SDKs take a foreign date for a skewed clock, and repeat what failed with it: they get the clock that they run on.
    return { ...response, headers: { ...response.headers, date: new Date(kernel.clock.nowMs()).toUTCString() } };
  };
}

function protocolOf(request: WireRequest): WireProtocol {
  if (request.headers['x-amz-target'] !== undefined) return jsonProtocol;
  return isQueryRequest(request) ? queryProtocol : restJsonProtocol;
}

/** For errors about a request that cannot be decoded any further. */
function serviceOf(protocol: WireProtocol, request: WireRequest): ServiceName | undefined {
  if (protocol === jsonProtocol) return serviceOfTarget(request);
  return protocol === restJsonProtocol ? serviceOfRestRequest(request) : undefined;
}

function labelOf(request: WireRequest): string {
  return `request ${request.headers['x-amz-target'] ?? `${request.method} ${request.path}`}`;
}

/** Those who wait for messages, or for an execution, wait for time to pass: as work, they would make the clock wait for them. */
const waitingTargets: ReadonlySet<string> = new Set([
  'AmazonSQS.ReceiveMessage',
  'AWSStepFunctions.StartSyncExecution',
]);

function isLongPoll(request: WireRequest): boolean {
  return waitingTargets.has(request.headers['x-amz-target'] ?? '');
}

/** SigV4 puts the caller's key first in its credential scope; the signature itself is not looked at. */
function accessKeyOf(request: WireRequest): string | undefined {
  return /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? '')?.[1];
}

/** CloudWatch clients compress long requests. */
function unpack(request: WireRequest): WireRequest {
  if (request.headers['content-encoding'] !== 'gzip') return request;
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: longestBodyBytes }) };
  } catch (error) {
    throw new AwsError('SerializationException', 'the body of the request is not gzip', { cause: error });
  }
}

/** Longest request body that is read. DynamoDB's batches of 16 MB are the largest of AWS. Unit: bytes. */
export const longestBodyBytes = 17 * 1024 * 1024;
