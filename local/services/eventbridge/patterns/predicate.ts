import type { JsonTokens } from './json-tokens.ts';
import { PatternError } from './json-tokens.ts';

/** A leaf of an event: what a field holds, or each element where it holds an array. */
export type LeafValue = string | number | boolean | null;

/** One alternative of a pattern's leaf. */
export type Predicate =
  | { readonly kind: 'value'; readonly matches: (value: LeafValue) => boolean }
  /** True where the event has no such leaf at all. */
  | { readonly kind: 'absent' };

/** Refuses the pattern with a reason and the place that the reader has reached. */
export function refuse(tokens: JsonTokens, reason: string): never {
  throw new PatternError(`${reason}${tokens.location()}`);
}

/** The end of `{"operator": …}`, which holds one operator only. */
export function expectEnd(tokens: JsonTokens): void {
  if (tokens.next() !== 'end-object') refuse(tokens, 'Only one key allowed in match expression');
}

export function value(matches: (value: LeafValue) => boolean): Predicate {
  return { kind: 'value', matches };
}

export function text(matches: (text: string) => boolean): (value: LeafValue) => boolean {
  return (leaf) => typeof leaf === 'string' && matches(leaf);
}

export const equalsIgnoringCase = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
