import { AwsError } from '../kernel/aws-error.ts';

/** The JSON of AWS's protocols: instants as epoch seconds with a fraction, bytes as base64. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(isPlain(value) ? value : toJson(value));
}

/** An object from the body of a request; an empty body means an empty object. */
export function parseJsonObject(text: string): Record<string, unknown> {
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AwsError('SerializationException', 'the body of the request is not JSON', { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AwsError('SerializationException', 'the body of the request must be a JSON object');
  }
  return value as Record<string, unknown>;
}

/** Most answers are JSON already, and are not copied. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Date || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.every(isPlain);
  for (const name in value) {
    if (!isPlain((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

function toJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
}
