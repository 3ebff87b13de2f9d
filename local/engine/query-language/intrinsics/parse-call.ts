import { scanPath } from '../json-path/parse-path.ts';
import type { JsonPath } from '../json-path/path.ts';
import { Scanner } from '../json-path/scanner.ts';
import { findIntrinsic } from './functions.ts';
import type { Intrinsic } from './intrinsic.ts';

/** `States.Name(…)`, parsed. */
export interface IntrinsicCall {
  /** As it was written. */
  readonly text: string;
  readonly intrinsic: Intrinsic;
  readonly arguments: readonly CallArgument[];
}

export type CallArgument =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'call'; readonly call: IntrinsicCall }
  /** `source`: what stood between the quotes. */
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly source?: string };

const functionName = /States\.([A-Za-z0-9]+)/y;
const quoted = /'(?:[^'\\]|\\[\s\S])*'/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = { true: true, false: false, null: null } as const;

/** Whether a text is meant as a call. */
export function isCall(text: string): boolean {
  return text.startsWith('States.');
}

/** Throws `PathSyntaxError`, also for a function that there is not. */
export function parseCall(text: string): IntrinsicCall {
  const scanner = new Scanner(text);
  const call = scanCall(scanner);
  scanner.skipSpaces();
  if (!scanner.isAtEnd) scanner.fail('unexpected character');
  return call;
}

function scanCall(scanner: Scanner): IntrinsicCall {
  const start = scanner.position;
  const name = scanner.match(functionName)?.slice('States.'.length) ?? scanner.fail('expected a function');
  const intrinsic = findIntrinsic(name) ?? scanner.fail(`there is no function States.${name}`);
  scanner.expect('(');
  const found: CallArgument[] = [];
  scanner.skipSpaces();
  while (!scanner.take(')')) {
    if (found.length > 0) {
      scanner.expect(',');
      scanner.skipSpaces();
    }
    found.push(scanArgument(scanner));
    scanner.skipSpaces();
  }
  return { text: scanner.text.slice(start, scanner.position), intrinsic, arguments: found };
}

function scanArgument(scanner: Scanner): CallArgument {
  if (scanner.next === '$') return { kind: 'path', path: scanPath(scanner) };
  if (scanner.startsWith('States.')) return { kind: 'call', call: scanCall(scanner) };
  const text = scanner.match(quoted);
  if (text !== undefined) {
    const source = text.slice(1, -1);
    return { kind: 'literal', value: source.replace(/\\([\\'{}])/g, '$1'), source };
  }
  for (const [word, value] of Object.entries(words)) if (scanner.take(word)) return { kind: 'literal', value };
  const digits = scanner.match(number) ?? scanner.fail('expected an argument');
  return { kind: 'literal', value: Number(digits) };
}
