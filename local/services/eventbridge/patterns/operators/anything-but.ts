import { type JsonToken, type JsonTokens, PatternError } from '../json-tokens.ts';
import { equalsIgnoringCase, expectEnd, type LeafValue, type Predicate, refuse, text, value } from '../predicate.ts';
import { compileWildcard } from './wildcard.ts';

/** How `{"anything-but": {"prefix": …}}` and its like refuse a value, and what a text must not do. */
interface Exclusion {
  readonly wrongKind: string;
  readonly takesEmptyText: boolean;
  readonly compile: (tokens: JsonTokens, wanted: string) => (leaf: string) => boolean;
}

const affixKind = 'prefix/suffix match pattern must be a string';

const exclusions: Readonly<Record<string, Exclusion>> = {
  'equals-ignore-case': {
    wrongKind: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    takesEmptyText: true,
    compile: (_tokens, wanted) => (leaf) => equalsIgnoringCase(leaf, wanted),
  },
  prefix: {
    wrongKind: affixKind,
    takesEmptyText: false,
    compile: (_tokens, wanted) => (leaf) => leaf.startsWith(wanted),
  },
  suffix: {
    wrongKind: affixKind,
    takesEmptyText: false,
    compile: (_tokens, wanted) => (leaf) => leaf.endsWith(wanted),
  },
  wildcard: {
    wrongKind: 'wildcard match pattern must be a string',
    takesEmptyText: true,
    compile: compileWildcard,
  },
};

/** `{"anything-but": …}`: a value or a list of one kind, or an operator on text with a value or a list. */
export function anythingBut(tokens: JsonTokens): Predicate {
  const token = tokens.next();
  if (token === 'start-object') return anythingButText(tokens);
  assertValueOrList(tokens, token);
  const excluded = token === 'start-array' ? readList(tokens) : [readSingle(tokens, token)];
  expectEnd(tokens);
  return value((leaf) => !excluded.includes(leaf));
}

function assertValueOrList(tokens: JsonTokens, token: JsonToken): void {
  if (token === 'start-array' || token === 'string' || token === 'number') return;
  refuse(tokens, 'Value of anything-but must be an array or single string/number value.');
}

function readSingle(tokens: JsonTokens, token: JsonToken): LeafValue {
  const written = tokens.text();
  return token === 'number' ? Number(written) : written;
}

function readList(tokens: JsonTokens): LeafValue[] {
  const excluded: LeafValue[] = [];
  readElements(tokens, (token) => {
    if (token !== 'string' && token !== 'number') {
      refuse(tokens, 'Inside anything but list, start|null|boolean is not supported.');
    }
    excluded.push(readSingle(tokens, token));
  });
  if (new Set(excluded.map((one) => typeof one)).size !== 1) {
    refuse(tokens, 'Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return excluded;
}

/** Reads up to the end of a list. What AWS refuses within one, it refuses once more for the list: it tells the place twice. */
function readElements(tokens: JsonTokens, read: (token: JsonToken) => void): void {
  try {
    for (let token = tokens.next(); token !== 'end-array'; token = tokens.next()) read(token);
  } catch (error) {
    if (error instanceof PatternError) refuse(tokens, error.message);
    throw error;
  }
}

function anythingButText(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'field-name') refuse(tokens, 'Anything-But expression name not found');
  const name = tokens.fieldName();
  const exclusion = Object.hasOwn(exclusions, name) ? exclusions[name] : undefined;
  if (!exclusion) return refuse(tokens, `Unsupported anything-but pattern: ${name}`);
  const token = tokens.next();
  assertValueOrList(tokens, token);
  const wanted: string[] = [];
  const read = (kind: JsonToken): void => {
    if (kind !== 'string') refuse(tokens, exclusion.wrongKind);
    const written = tokens.text();
    if (written === '' && !exclusion.takesEmptyText) refuse(tokens, 'Null prefix/suffix not allowed');
    wanted.push(written);
  };
  if (token === 'start-array') readElements(tokens, read);
  else read(token);
  const excluded = wanted.map((written) => exclusion.compile(tokens, written));
  expectEnd(tokens);
  expectEnd(tokens);
  const isExcluded = text((leaf) => excluded.some((excludes) => excludes(leaf)));
  return value((leaf) => !isExcluded(leaf));
}
