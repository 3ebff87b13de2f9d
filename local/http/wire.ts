import type { AwsError } from '../kernel/aws-error.ts';
import type { ServiceName } from '../kernel/service.ts';

/** A request as it comes off the wire, from the socket or from an SDK client in this process. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody;
}

/** Text (UTF-8 on the wire) or bytes: what comes from this process is not written as bytes only to be read again. */
export type WireBody = string | Uint8Array;

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody;
}

/** Which operation a request asks for, and with what. */
interface DecodedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
}

/** One of AWS's wire protocols. `decode` throws `AwsError` for a request that it cannot read. */
export interface WireProtocol {
  decode(request: WireRequest): DecodedCall;
  encodeResult(call: DecodedCall, output: unknown, requestId: string): WireResponse;
  encodeError(service: ServiceName | undefined, error: AwsError, requestId: string): WireResponse;
}

export function textOf(body: WireBody): string {
  if (typeof body === 'string') return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

export function bytesOf(body: WireBody): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** What a request line and headers say; the body comes apart. @param target path and query, as on the request line */
export function requestHead(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
): Omit<WireRequest, 'body'> {
  if (target === '/') return { method, path: target, query: new URLSearchParams(), headers };
  const url = new URL(`http://local${target}`);
  return { method, path: url.pathname, query: url.searchParams, headers };
}

export function plainResponse(statusCode: number, text: string): WireResponse {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}
