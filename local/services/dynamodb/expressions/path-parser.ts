import type { Findings } from './findings.ts';
import type { Placeholders } from './placeholders.ts';
import { isReservedWord } from './reserved-words.ts';
import { type DocumentPath, showPath } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** Faults that any path may have. */
export type PathFinding = 'reserved' | 'undefinedName';

/** Whether a path begins here: a word or `#name`. */
export function isAtPath(reader: TokenReader): boolean {
  return reader.peek().kind === 'word' || reader.peek().kind === 'name';
}

export function parsePath(
  reader: TokenReader,
  placeholders: Placeholders,
  findings: Findings<PathFinding>,
): DocumentPath {
  const path: (string | number)[] = [parseName(reader, placeholders, findings)];
  for (;;) {
    if (reader.takeSymbol('.')) path.push(parseName(reader, placeholders, findings));
    else if (reader.takeSymbol('[')) path.push(parsePosition(reader));
    else return path;
  }
}

/**
 * Refuses two paths of one expression of which one contains the other, or which take the same attribute for a list and
 * for a map.
 */
export function reportOverlap(
  known: readonly DocumentPath[],
  path: DocumentPath,
  findings: Findings<'pathOverlap' | 'pathConflict'>,
): void {
  for (const other of known) {
    const shared = Math.min(other.length, path.length);
    let at = 0;
    while (at < shared && other[at] === path[at]) at += 1;
    const both = `path one: ${showPath(other)}, path two: ${showPath(path)}`;
    const rewrite = 'must remove or rewrite one of these paths';
    if (at === shared) {
      findings.report('pathOverlap', `Two document paths overlap with each other; ${rewrite}; ${both}`);
    } else if (typeof other[at] !== typeof path[at]) {
      findings.report('pathConflict', `Two document paths conflict with each other; ${rewrite}; ${both}`);
    }
  }
}

function parseName(reader: TokenReader, placeholders: Placeholders, findings: Findings<PathFinding>): string {
  if (!isAtPath(reader)) throw reader.unexpected();
  const { kind, text } = reader.next();
  if (kind === 'word') {
    if (isReservedWord(text)) {
      findings.report('reserved', `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    }
    return text;
  }
  const name = placeholders.name(text);
  if (name === undefined) {
    findings.report(
      'undefinedName',
      `An expression attribute name used in the document path is not defined; attribute name: ${text}`,
    );
  }
  return name ?? text;
}

function parsePosition(reader: TokenReader): number {
  if (reader.peek().kind !== 'integer') throw reader.unexpected();
  const position = Number(reader.next().text);
  reader.expectSymbol(']');
  return position;
}
