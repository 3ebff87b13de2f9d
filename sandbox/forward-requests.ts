import type { RequestHandler } from '../local/runtime.ts';

/** Hands requests on to the same path of another address. Where nobody answers there, a gateway would say 502. */
export function forwardTo(baseUrl: string): RequestHandler {
  return async ({ method, path, query, headers, body }) => {
    const search = query.size === 0 ? '' : `?${query}`;
    const { host: _host, connection: _connection, 'content-length': _length, ...passedOn } = headers;
    try {
      const response = await fetch(`${baseUrl}${path}${search}`, {
        method,
        headers: passedOn,
        ...(body.length > 0 && { body: body as string | Uint8Array<ArrayBuffer> }),
      });
      return {
        statusCode: response.status,
        headers: { 'content-type': response.headers.get('content-type') ?? 'application/octet-stream' },
        body: new Uint8Array(await response.arrayBuffer()),
      };
    } catch (error) {
      return { statusCode: 502, headers: { 'content-type': 'text/plain' }, body: `${baseUrl}: ${String(error)}` };
    }
  };
}
