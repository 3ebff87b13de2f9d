import type { InProcessOrigins } from '../../../../http/in-process-origins.ts';
import type { WireBody } from '../../../../http/wire.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import type { ConnectionCredentials } from '../../../eventbridge/connections/connection-credentials.ts';
import { createHttpSender } from './send-http.ts';

/** What HTTP tasks reach out with. */
export interface HttpReach {
  /** The header `User-Agent` of every call. */
  readonly userAgent: string;
  findCredentials(connectionArn: string): ConnectionCredentials | undefined;
  /** Throws `States.Http.Socket` where there is no answer, also after 60 seconds. */
  send(call: HttpCall): Promise<HttpAnswer>;
}

export interface HttpCall {
  readonly origin: string;
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  readonly method: string;
  /** Names in lower case. The call's own: whoever sends it adds what its carrier needs. */
  readonly headers: Record<string, string>;
  /** Absent: there is none. */
  readonly body?: string;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: WireBody;
}

export interface HttpCollaborators {
  /** What connections add to calls. Default: there are no connections. */
  findCredentials?(connectionArn: string): ConnectionCredentials | undefined;
  /** What is answered without a socket. Default: nothing is. */
  readonly origins?: InProcessOrigins;
}

export function createHttpReach(
  kernel: Kernel,
  { findCredentials = () => undefined, origins }: HttpCollaborators = {},
): HttpReach {
  return {
    userAgent: `Amazon|StepFunctions|HttpInvoke|${kernel.region}`,
    findCredentials,
    send: createHttpSender(kernel.journal, origins),
  };
}
