import type { Json } from '../../../../engine/asl.ts';
import { invalidCall } from './http-failure.ts';

/** (Step Functions developer guide: "HTTP Task fields", `Headers`) */
const forbidden: ReadonlySet<string> = new Set([
  'a-im',
  'accept-charset',
  'accept-datetime',
  'accept-encoding',
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'forwarded',
  'from',
  'host',
  'http2-settings',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'origin',
  'pragma',
  'proxy-authorization',
  'referer',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'warning',
]);
const forbiddenPrefix = /^x-(?:forwarded|amz|amzn)-/;
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** A line break would begin another header. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Adds the headers that a task names, under names in lower case. */
export function addTaskHeaders(headers: Record<string, string>, given: Json | undefined): void {
  if (given === undefined || given === null) return;
  if (typeof given !== 'object' || Array.isArray(given)) throw invalidCall('Headers must be an object');
  for (const [givenName, value] of Object.entries(given)) {
    const name = givenName.toLowerCase();
    if (forbidden.has(name) || forbiddenPrefix.test(name) || !headerName.test(name)) {
      throw invalidCall(`The header ${JSON.stringify(givenName)} cannot be used in an HTTP task`);
    }
    headers[name] = textOf(givenName, value);
  }
}

function textOf(name: string, value: Json): string {
  const text = Array.isArray(value) ? value.map((one: Json) => textOf(name, one)).join(', ') : value;
  if (typeof text === 'string' && headerValue.test(text)) return text;
  if (typeof text === 'number' || typeof text === 'boolean') return String(text);
  throw invalidCall(`The value of the header ${JSON.stringify(name)} must be text`);
}
