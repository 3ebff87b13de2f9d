import type { JsonTokens } from '../json-tokens.ts';
import { expectEnd, type Predicate, refuse, value } from '../predicate.ts';

/** `{"exists": true}` and `{"exists": false}`: about leaves only, an object in their place is no leaf. */
export function exists(tokens: JsonTokens): Predicate {
  const token = tokens.next();
  if (token !== 'true' && token !== 'false') refuse(tokens, 'exists match pattern must be either true or false.');
  expectEnd(tokens);
  return token === 'true' ? value(() => true) : { kind: 'absent' };
}
