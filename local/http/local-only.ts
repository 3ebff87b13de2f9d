import type { WireRequest } from './wire.ts';

/**
 * Keeps web pages away from the port, which anyone's browser could otherwise be made to call: the `Host` must be one of
 * this machine's own names (a page behind a rebound DNS name has its own), and an `Origin` must be the port's itself.
 * Returns the reason for a refusal, or undefined.
 */
export function refusalOf(request: Pick<WireRequest, 'headers'>): string | undefined {
  const host = request.headers.host ?? '';
  if (!isLocalHost(host)) return `the host ${JSON.stringify(host)} is not this machine`;
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== `http://${host}`) return `requests from ${origin} are not answered`;
  return undefined;
}

/** Clients put `sync-` (Step Functions) or `tracking.` (Location) before the host of some operations, whatever the endpoint. */
function isLocalHost(host: string): boolean {
  return /^(?:sync-|tracking\.)?(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host);
}
