import { invalidCall } from './http-failure.ts';

/**
 * Where a call goes.
 *
 * H1  What policies judge (`url`) is what is called: without dots in its path, its host and scheme as URLs spell them.
 * H2  Only loopback hosts are called without TLS.
 */
export interface Endpoint {
  /** For example `https://api.example.com`. */
  readonly origin: string;
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  readonly url: string;
}

type Origin = Pick<Endpoint, 'origin' | 'host'>;

/** Machines call few origins and each of them often; the bound only keeps made-up ones from filling the memory. */
const mostOrigins = 1_000;
const origins = new Map<string, Origin>();

const parts = /^(https?:\/\/[^/?#\\\s]+)([/?]?.*)$/is;
/** What stays as it is when a URL is parsed, and so need not be. */
const plainTarget = /^(?:[/?][A-Za-z0-9\-._~!$&()*+,;=:@/?%]*)?$/;
const dotSegment = /\/(?:\.|%2e)/i;
const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

export function parseEndpoint(text: unknown): Endpoint {
  const [, start, rest] = typeof text === 'string' ? (parts.exec(text) ?? []) : [];
  if (start === undefined || rest === undefined) throw invalidEndpoint(text);
  const { origin, host } = originOf(start);
  if (plainTarget.test(rest) && !dotSegment.test(rest)) {
    const url = start === origin ? (text as string) : origin + rest;
    return { origin, host, target: rest.startsWith('/') ? rest : `/${rest}`, url };
  }
  if (!URL.canParse(origin + rest)) throw invalidEndpoint(text);
  const { pathname, search } = new URL(origin + rest);
  return { origin, host, target: pathname + search, url: origin + pathname + search };
}

function originOf(start: string): Origin {
  const known = origins.get(start);
  if (known !== undefined) return known;
  if (!URL.canParse(start)) throw invalidEndpoint(start);
  const { origin, host, hostname, protocol, username, password } = new URL(start);
  if (username !== '' || password !== '') {
    throw invalidCall('The ApiEndpoint must not have a user or a password: they belong to the connection');
  }
  if (protocol !== 'https:' && !loopbackHosts.has(hostname)) {
    throw invalidCall(`The ApiEndpoint must begin with https://, except for 127.0.0.1 and localhost: ${origin}`);
  }
  if (origins.size >= mostOrigins) origins.clear();
  origins.set(start, { origin, host });
  return { origin, host };
}

function invalidEndpoint(text: unknown) {
  return invalidCall(`The ApiEndpoint must be an https URL but was: ${JSON.stringify(text)}`);
}
