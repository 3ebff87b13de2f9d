/**
 * Compiles an event pattern.
 *
 * P1  A compiled pattern is a list of alternatives (`$or` multiplies them out); each asks for predicates on the leaves of
 *     some paths, and matches if every path of it is satisfied.
 * P2  A path is the names from the root joined by dots, in patterns and in events alike: a name with a dot in it and two
 *     nested names are the same.
 * P3  Where a path is written twice, the later one counts.
 */
import { AwsError } from '../../../kernel/aws-error.ts';
import { createJsonTokens, type JsonTokens, PatternError } from './json-tokens.ts';
import { anythingBut } from './operators/anything-but.ts';
import { cidr } from './operators/cidr.ts';
import { equalsIgnoreCase } from './operators/equals-ignore-case.ts';
import { exactly, exactValue } from './operators/exact.ts';
import { exists } from './operators/exists.ts';
import { numeric } from './operators/numeric.ts';
import { prefix, suffix } from './operators/prefix-suffix.ts';
import { wildcard } from './operators/wildcard.ts';
import { type Predicate, refuse } from './predicate.ts';

export type Alternative = ReadonlyMap<string, readonly Predicate[]>;
export type CompiledPattern = readonly Alternative[];

const operators: Readonly<Record<string, (tokens: JsonTokens) => Predicate>> = {
  'anything-but': anythingBut,
  cidr,
  'equals-ignore-case': equalsIgnoreCase,
  exactly,
  exists,
  numeric,
  prefix,
  suffix,
  wildcard,
};

/** Names that fields inside `$or` cannot have, because a pattern could not be told from an operator. */
const reservedInsideOr: ReadonlySet<string> = new Set([
  ...Object.keys(operators),
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/** Throws `InvalidEventPatternException` with AWS's reason for a pattern that it would refuse. */
export function compilePattern(source: string): CompiledPattern {
  try {
    const tokens = createJsonTokens(source);
    if (tokens.next() !== 'start-object') refuse(tokens, 'Filter is not an object');
    const alternatives = compileObject(tokens, '', [], false);
    return alternatives;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`, {
      cause: error,
    });
  }
}

type Draft = Array<Map<string, readonly Predicate[]>>;

/** Adds the members of an object to every alternative so far; empty means that nothing was asked for yet. */
function compileObject(tokens: JsonTokens, path: string, before: Draft, isInsideOr: boolean): Draft {
  let alternatives = before;
  let isEmpty = true;
  for (let token = tokens.next(); token !== 'end-object'; token = tokens.next()) {
    isEmpty = false;
    const name = tokens.fieldName();
    if (name === '$or') {
      alternatives = compileOr(tokens, path, alternatives);
      continue;
    }
    if (isInsideOr && reservedInsideOr.has(name)) {
      refuse(tokens, `${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const memberPath = path === '' ? name : `${path}.${name}`;
    const value = tokens.next();
    if (value === 'start-object') alternatives = compileObject(tokens, memberPath, alternatives, isInsideOr);
    else if (value === 'start-array') alternatives = addLeaf(alternatives, memberPath, compileLeaf(tokens));
    else refuse(tokens, `"${name}" must be an object or an array`);
  }
  if (isEmpty) refuse(tokens, 'Empty objects are not allowed');
  return alternatives;
}

function compileOr(tokens: JsonTokens, path: string, before: Draft): Draft {
  if (tokens.next() !== 'start-array') refuse(tokens, 'It must be an Array followed with $or.');
  const alternatives: Draft = [];
  let count = 0;
  for (let token = tokens.next(); token !== 'end-array'; token = tokens.next()) {
    count += 1;
    if (token !== 'start-object') refuse(tokens, 'Only JSON object is allowed in array of $or relationship.');
    const copies = before.map((alternative) => new Map(alternative));
    alternatives.push(...compileObject(tokens, path, copies, true));
  }
  if (count < 2) refuse(tokens, 'There must have at least 2 Objects in $or relationship.');
  return alternatives;
}

function addLeaf(alternatives: Draft, path: string, predicates: readonly Predicate[]): Draft {
  if (alternatives.length === 0) return [new Map([[path, predicates]])];
  for (const alternative of alternatives) alternative.set(path, predicates);
  return alternatives;
}

function compileLeaf(tokens: JsonTokens): Predicate[] {
  const predicates: Predicate[] = [];
  for (let token = tokens.next(); token !== 'end-array'; token = tokens.next()) {
    predicates.push(token === 'start-object' ? compileOperator(tokens) : exactValue(token, tokens));
  }
  if (predicates.length === 0) refuse(tokens, 'Empty arrays are not allowed');
  return predicates;
}

function compileOperator(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'field-name') refuse(tokens, 'Match expression name not found');
  const name = tokens.fieldName();
  const compile = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!compile) return refuse(tokens, `Unrecognized match type ${name}`);
  return compile(tokens);
}
