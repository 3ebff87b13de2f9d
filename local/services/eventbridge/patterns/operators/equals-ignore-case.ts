import type { JsonTokens } from '../json-tokens.ts';
import { equalsIgnoringCase as equal, expectEnd, type Predicate, refuse, text, value } from '../predicate.ts';

/** `{"equals-ignore-case": "text"}`. */
export function equalsIgnoreCase(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'string') refuse(tokens, 'equals-ignore-case match pattern must be a string');
  const wanted = tokens.text();
  expectEnd(tokens);
  return value(text((leaf) => equal(leaf, wanted)));
}
