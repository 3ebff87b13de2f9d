import { parseFilter } from './parse-filter.ts';
import { isDefinitePath, type JsonPath, type PathRoot, type PathStep } from './path.ts';
import { Scanner } from './scanner.ts';

const bareName = /[^\s.[\](),=<>!&|~]+/y;
const variableName = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const integer = /-?\d+/y;

/** Parses a whole text as a path. Throws `PathSyntaxError`. */
export function parsePath(text: string): JsonPath {
  const scanner = new Scanner(text);
  const path = scanPath(scanner);
  if (!scanner.isAtEnd) scanner.fail('unexpected character');
  return path;
}

/** Parses a path that something else may follow: in a filter, or among the arguments of a function. */
export function scanPath(scanner: Scanner): JsonPath {
  const start = scanner.position;
  const root = scanRoot(scanner);
  const steps: PathStep[] = [];
  while (scanner.next === '.' || scanner.next === '[') steps.push(...scanStep(scanner));
  return { text: scanner.text.slice(start, scanner.position), root, steps, isDefinite: isDefinitePath(steps) };
}

function scanRoot(scanner: Scanner): PathRoot {
  if (scanner.take('@')) return { kind: 'item' };
  if (scanner.take('$$')) return { kind: 'context' };
  scanner.expect('$');
  const name = scanner.match(variableName);
  return name === undefined ? { kind: 'document' } : { kind: 'variable', name };
}

function scanStep(scanner: Scanner): PathStep[] {
  if (scanner.take('..')) {
    return [{ kind: 'descent' }, scanner.next === '[' ? scanBracket(scanner) : scanMember(scanner)];
  }
  return [scanner.take('.') ? scanMember(scanner) : scanBracket(scanner)];
}

function scanMember(scanner: Scanner): PathStep {
  if (scanner.next === '[') return scanBracket(scanner);
  if (scanner.take('*')) return { kind: 'wildcard' };
  const name = scanner.match(bareName) ?? scanner.fail('expected a name');
  // A function in Jayway's language; here, as on AWS, the name of a member that is not there.
  return { kind: 'members', names: [scanner.take('()') ? `${name}()` : name] };
}

function scanBracket(scanner: Scanner): PathStep {
  scanner.expect('[');
  scanner.skipSpaces();
  const step = scanSelector(scanner);
  scanner.skipSpaces();
  scanner.expect(']');
  return step;
}

function scanSelector(scanner: Scanner): PathStep {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) {
    scanner.expect('(');
    const condition = parseFilter(scanner);
    scanner.expect(')');
    return { kind: 'filter', condition };
  }
  if (scanner.next === "'" || scanner.next === '"') {
    return { kind: 'members', names: scanList(scanner, () => scanQuoted(scanner)) };
  }
  return scanIndexes(scanner);
}

function scanIndexes(scanner: Scanner): PathStep {
  const first = scanInteger(scanner);
  if (scanner.take(':')) return { kind: 'slice', from: first, to: scanInteger(scanner) };
  if (first === undefined) return scanner.fail('expected an index');
  const rest = scanner.take(',')
    ? scanList(scanner, () => scanInteger(scanner) ?? scanner.fail('expected an index'))
    : [];
  return { kind: 'indexes', indexes: [first, ...rest] };
}

function scanInteger(scanner: Scanner): number | undefined {
  const digits = scanner.match(integer);
  return digits === undefined ? undefined : Number(digits);
}

function scanList<Item>(scanner: Scanner, scanItem: () => Item): Item[] {
  const items: Item[] = [];
  do {
    scanner.skipSpaces();
    items.push(scanItem());
    scanner.skipSpaces();
  } while (scanner.take(','));
  return items;
}

/** A quoted name. A backslash stands for itself, except before the quote that is in use: recorded so on AWS. */
export function scanQuoted(scanner: Scanner): string {
  const quote = scanner.next;
  let name = '';
  for (scanner.position += 1; !scanner.take(quote); scanner.position += 1) {
    if (scanner.isAtEnd) return scanner.fail('the string has no end');
    if (scanner.startsWith(`\\${quote}`)) scanner.position += 1;
    name += scanner.next;
  }
  return name;
}
