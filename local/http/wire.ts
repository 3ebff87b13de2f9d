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
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
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

export function textBody(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

export function bodyText(request: WireRequest): string {
  return Buffer.from(request.body).toString('utf8');
}
