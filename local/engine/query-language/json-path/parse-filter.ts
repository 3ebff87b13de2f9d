import { scanPath, scanQuoted } from './parse-path.ts';
import { type FilterCondition, type FilterOperand, filterOperators } from './path.ts';
import type { Scanner } from './scanner.ts';

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const pattern = /\/((?:[^/\\]|\\.)*)\/([a-z]*)/y;
const literals = { true: true, false: false, null: null } as const;

/** The condition of `[?( … )]`, up to the closing parenthesis. Throws `PathSyntaxError`. */
export function parseFilter(scanner: Scanner): FilterCondition {
  return parseChain(scanner, '||', 'or', () => parseChain(scanner, '&&', 'and', () => parsePart(scanner)));
}

function parseChain(
  scanner: Scanner,
  symbol: string,
  kind: 'and' | 'or',
  parsePart: () => FilterCondition,
): FilterCondition {
  const parts = [parsePart()];
  scanner.skipSpaces();
  while (scanner.take(symbol)) {
    parts.push(parsePart());
    scanner.skipSpaces();
  }
  return parts.length === 1 ? (parts[0] as FilterCondition) : { kind, parts };
}

function parsePart(scanner: Scanner): FilterCondition {
  scanner.skipSpaces();
  if (scanner.next === '!' && !scanner.startsWith('!=')) {
    scanner.expect('!');
    return { kind: 'not', part: parsePart(scanner) };
  }
  if (scanner.take('(')) {
    const inner = parseFilter(scanner);
    scanner.skipSpaces();
    scanner.expect(')');
    return inner;
  }
  const left = parseOperand(scanner);
  scanner.skipSpaces();
  const operator = filterOperators.find((symbol) => scanner.take(symbol));
  if (operator !== undefined) return { kind: 'comparison', operator, left, right: parseOperand(scanner) };
  return left.kind === 'path' ? { kind: 'exists', path: left.path } : scanner.fail('expected a comparison');
}

function parseOperand(scanner: Scanner): FilterOperand {
  scanner.skipSpaces();
  const { next } = scanner;
  if (next === '@' || next === '$') return { kind: 'path', path: scanPath(scanner) };
  if (next === "'" || next === '"') return { kind: 'literal', value: scanQuoted(scanner) };
  if (next === '/') return parsePattern(scanner);
  if (scanner.take('[')) return parseArray(scanner);
  for (const [word, value] of Object.entries(literals)) if (scanner.take(word)) return { kind: 'literal', value };
  const digits = scanner.match(number);
  return digits === undefined ? scanner.fail('expected a value') : { kind: 'literal', value: Number(digits) };
}

function parseArray(scanner: Scanner): FilterOperand {
  const values = [];
  scanner.skipSpaces();
  while (!scanner.take(']')) {
    const item = parseOperand(scanner);
    if (item.kind !== 'literal') return scanner.fail('expected a literal');
    values.push(item.value);
    scanner.skipSpaces();
    scanner.take(',');
    scanner.skipSpaces();
  }
  return { kind: 'literal', value: values };
}

function parsePattern(scanner: Scanner): FilterOperand {
  const found = scanner.match(pattern) ?? scanner.fail('the pattern has no end');
  const end = found.lastIndexOf('/');
  try {
    return { kind: 'pattern', pattern: new RegExp(`^(?:${found.slice(1, end)})$`, found.slice(end + 1)) };
  } catch (error) {
    if (error instanceof SyntaxError) return scanner.fail(error.message);
    throw error;
  }
}
