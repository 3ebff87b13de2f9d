import { refusalOf } from './local-only.ts';
import { longestBodyBytes, type RequestHandler } from './request-handler.ts';
import { plainResponse, requestHead, type WireBody, type WireResponse } from './wire.ts';

/** A request of Lambda code or an HTTP task, as its HTTP client would have written it. */
interface OriginRequest {
  /** For example `http://127.0.0.1:4566`. */
  readonly origin: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody;
}

/**
 * Addresses that are answered by this process: Lambda code and HTTP tasks are answered there without a socket. They listen
 * on their port as well, for everybody else, and give the same answers there.
 */
export interface InProcessOrigins {
  /** From now on `handler` answers requests for `origin`. It must not reject. */
  add(origin: string, handler: RequestHandler): void;
  list(): readonly string[];
  has(origin: string): boolean;
  answer(request: OriginRequest): Promise<WireResponse>;
}

export function createInProcessOrigins(): InProcessOrigins {
  const handlers = new Map<string, RequestHandler>();
  return {
    add: (origin, handler) => {
      handlers.set(origin, handler);
    },
    list: () => [...handlers.keys()],
    has: (origin) => handlers.has(origin),
    async answer({ origin, method, target, headers, body }) {
      const handler = handlers.get(origin);
      if (handler === undefined) throw new Error(`${origin} is not answered in this process`);
      return handler({ ...requestHead(method, target, headers), body });
    },
  };
}

/** Refuses what the port refuses: a foreign `Host` or `Origin`, a body that is too long. */
export function refuseAsThePort(handler: RequestHandler): RequestHandler {
  return async (request) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return plainResponse(403, refusal);
    if (request.body.length > longestBodyBytes) {
      return plainResponse(413, `a request may have ${longestBodyBytes} bytes`);
    }
    return handler(request);
  };
}
