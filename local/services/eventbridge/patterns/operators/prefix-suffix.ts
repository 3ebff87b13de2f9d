import type { JsonTokens } from '../json-tokens.ts';
import { equalsIgnoringCase, expectEnd, type Predicate, refuse, text, value } from '../predicate.ts';

/** `{"prefix": "text"}` and `{"prefix": {"equals-ignore-case": "text"}}`. */
export function prefix(tokens: JsonTokens): Predicate {
  const { wanted, ignoresCase } = readAffix(tokens, 'prefix', 'Prefix');
  return value(
    text((leaf) => (ignoresCase ? equalsIgnoringCase(leaf.slice(0, wanted.length), wanted) : leaf.startsWith(wanted))),
  );
}

/** `{"suffix": "text"}` and `{"suffix": {"equals-ignore-case": "text"}}`. */
export function suffix(tokens: JsonTokens): Predicate {
  const { wanted, ignoresCase } = readAffix(tokens, 'suffix', 'Suffix');
  return value(
    text((leaf) =>
      ignoresCase
        ? equalsIgnoringCase(leaf.slice(Math.max(0, leaf.length - wanted.length)), wanted)
        : leaf.endsWith(wanted),
    ),
  );
}

function readAffix(tokens: JsonTokens, name: string, capitalName: string): { wanted: string; ignoresCase: boolean } {
  const token = tokens.next();
  if (token === 'start-object') {
    if (tokens.next() !== 'field-name') refuse(tokens, `${capitalName} expression name not found`);
    if (tokens.fieldName() !== 'equals-ignore-case') {
      refuse(tokens, `Unsupported ${name} pattern: ${tokens.fieldName()}`);
    }
    if (tokens.next() !== 'string') refuse(tokens, 'equals-ignore-case match pattern must be a string');
    const wanted = tokens.text();
    expectEnd(tokens);
    expectEnd(tokens);
    return { wanted, ignoresCase: true };
  }
  if (token !== 'string') refuse(tokens, `${name} match pattern must be a string`);
  const wanted = tokens.text();
  expectEnd(tokens);
  return { wanted, ignoresCase: false };
}
