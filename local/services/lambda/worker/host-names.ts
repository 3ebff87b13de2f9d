import dns from 'node:dns';

/** The address that a name stands for; other names as they are. */
export function unprefixed(host: string): string {
  return host.replace(/^[a-z-]+[-.](?=127\.0\.0\.1$)/, '');
}

/**
 * AWS's clients put a prefix before the host of some operations, `sync-` and `tracking.` for example, also where the
 * endpoint is an address and no name below or beside it exists. Here those names lead to the address.
 */
export function installHostNames(): void {
  const lookup = dns.lookup;
  // One signature of many: the others differ in what stands between the name and the callback.
  const lookupPrefixed = (
    host: string,
    ...rest: Parameters<typeof lookup> extends [string, ...infer Rest] ? Rest : []
  ) => lookup(unprefixed(host), ...rest);
  dns.lookup = Object.assign(lookupPrefixed, lookup);
}
