import type { JsonToken, JsonTokens } from '../json-tokens.ts';
import { expectEnd, type Predicate, refuse, text, value } from '../predicate.ts';

/** A plain value in a pattern's array: text by its characters, numbers by their value. */
export function exactValue(token: JsonToken, tokens: JsonTokens): Predicate {
  switch (token) {
    case 'string': {
      const wanted = tokens.text();
      return value((leaf) => leaf === wanted);
    }
    case 'number': {
      const wanted = Number(tokens.text());
      return value((leaf) => leaf === wanted);
    }
    case 'true':
      return value((leaf) => leaf === true);
    case 'false':
      return value((leaf) => leaf === false);
    case 'null':
      return value((leaf) => leaf === null);
    default:
      return refuse(tokens, 'Match value must be String, number, true, false, or null');
  }
}

/** `{"exactly": "text"}`. */
export function exactly(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'string') refuse(tokens, 'exact match pattern must be a string');
  const wanted = tokens.text();
  expectEnd(tokens);
  return value(text((leaf) => leaf === wanted));
}
