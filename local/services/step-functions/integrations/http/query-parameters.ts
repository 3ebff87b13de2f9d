import type { Json } from '../../../../engine/asl.ts';
import { invalidCall } from './http-failure.ts';

/**
 * The target with the query parameters of the task and the connection after its own. Of a name that both have the
 * connection's value counts.
 */
export function withQuery(target: string, given: Json | undefined, ofConnection: ReadonlyMap<string, string>): string {
  if ((given === undefined || given === null) && ofConnection.size === 0) return target;
  const ofTask = taskPairs(given).filter(([name]) => !ofConnection.has(name));
  const query = [...ofTask, ...ofConnection].map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  if (query === '') return target;
  return `${target}${target.includes('?') ? '&' : '?'}${query}`;
}

function taskPairs(given: Json | undefined): [name: string, value: string][] {
  if (given === undefined || given === null) return [];
  if (typeof given === 'string') return [...new URLSearchParams(given)];
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw invalidCall('QueryParameters must be an object or a string');
  }
  return Object.entries(given).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, textOf(name, one as Json)]),
  );
}

function textOf(name: string, value: Json): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidCall(`The query parameter ${JSON.stringify(name)} must be text`);
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
