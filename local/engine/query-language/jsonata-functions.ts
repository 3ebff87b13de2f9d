import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { createIdentifiers, createRandom } from '../../kernel/identifiers.ts';
import type { QueryScope } from './query.ts';

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata that would read the machine's clock or its
 * random numbers, bound to the event's instant and the execution's seed instead.
 */

const hashAlgorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Registered once an expression: what depends on nothing but the arguments. */
export function registerPureFunctions(expression: jsonata.Expression): void {
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<xs?:s>');
  expression.registerFunction(
    'parse',
    (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text)),
    '<s:x>',
  );
}

/** Bound for every evaluation. */
export function boundFunctions({ nowMs, random }: QueryScope): Record<string, unknown> {
  return {
    now: (picture?: string, timezone?: string) => {
      if (picture === undefined && timezone === undefined) return new Date(nowMs).toISOString();
      return fromMillis.evaluate({}, { nowMs, picture, timezone });
    },
    millis: () => nowMs,
    random: (seed?: number) => (seed === undefined ? random() : createRandom(Math.floor(seed))()),
    uuid: () => createIdentifiers(random).uuid(),
    shuffle: (values: unknown) => shuffle(values, random),
    // Not in Step Functions: calling it must fail as the call of something that is no function.
    eval: undefined,
  };
}

const fromMillis = jsonata('$fromMillis($nowMs, $picture, $timezone)');

function partition(values: readonly unknown[] | undefined, size: number): unknown {
  if (values === undefined) return undefined;
  const length = Math.floor(size);
  if (!(length > 0)) throw failure('D3001', 'the second argument of $partition must be a positive integer');
  const parts: unknown[][] = [];
  for (let start = 0; start < values.length; start += length) parts.push(values.slice(start, start + length));
  return parts;
}

function range(first: number, last: number, step: number): number[] {
  const [from, to, by] = [Math.floor(first), Math.floor(last), Math.floor(step)];
  if (by === 0) throw failure('D3001', 'the third argument of $range must not be 0');
  const count = Math.floor((to - from) / by) + 1;
  if (count > 1000) throw failure('D3001', '$range gives 1000 numbers at most');
  return Array.from({ length: Math.max(0, count) }, (_, index) => from + index * by);
}

function hash(value: unknown, algorithm = 'SHA-1'): string | undefined {
  if (value === undefined) return undefined;
  const name = hashAlgorithms[algorithm];
  if (name === undefined) {
    throw failure('D3001', `$hash knows the algorithms ${Object.keys(hashAlgorithms).join(', ')}`);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash(name).update(text).digest('hex');
}

/** Fisher and Yates. */
function shuffle(values: unknown, random: () => number): unknown {
  if (values === undefined) return undefined;
  const shuffled = Array.isArray(values) ? [...values] : [values];
  for (let end = shuffled.length - 1; end > 0; end -= 1) {
    const chosen = Math.floor(random() * (end + 1));
    [shuffled[end], shuffled[chosen]] = [shuffled[chosen], shuffled[end]];
  }
  return shuffled;
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
